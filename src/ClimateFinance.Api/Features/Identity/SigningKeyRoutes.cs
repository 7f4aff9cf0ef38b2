using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>A key that signs access tokens: never the key itself.</summary>
/// <param name="KeyId">As tokens name it (<c>kid</c>).</param>
/// <param name="File">In the key folder.</param>
/// <param name="Since">When it was put there.</param>
/// <param name="Signs">Whether this node signs with it now; all of them verify.</param>
internal sealed record SigningKeyView(string KeyId, string File, DateTimeOffset Since, bool Signs)
{
    public static SigningKeyView Example { get; } = new("d1tUK1cZLqL2y8SLu3hZ4eLr1J5sV3pYxwW0y6cB2nE", "signing-0001.pem", new DateTimeOffset(2026, 1, 5, 1, 30, 0, TimeSpan.Zero), true);

    public static IReadOnlyList<SigningKeyView> Of(InstallationKeys keys) => [.. keys.Tokens.All.Select(key => new SigningKeyView(key.KeyId, key.File, key.Since, key.Signs))];
}

/// <summary>GET /identity/signing-keys: the keys that sign access tokens, as this node knows them.</summary>
internal static class ListSigningKeys
{
    internal sealed record Reply(IReadOnlyList<SigningKeyView> Keys);

    public static void Map(RouteGroupBuilder identity) => identity.MapGet("/signing-keys", Handle)
        .Query<Reply>(nameof(ListSigningKeys), "The keys that sign access tokens, as this node knows them")
        .Refusing(409)
        .For(Audience.Operator)
        .Example(null, new Reply([SigningKeyView.Example]));

    private static IResult Handle(InstallationKeys keys) => Http.Queries.QueryReply.Of(new Reply(SigningKeyView.Of(keys)));
}

/// <summary>POST /identity/signing-keys: a further key, which signs from two minutes later on.</summary>
internal static class AddSigningKey
{
    private const string Description =
        """
        Puts a new key into this node's key folder. Nodes that share the folder verify it within half a minute and sign with it after two; to the folders of other
        nodes copy the file within that time, keeping its date. Nobody is signed out. Take the older file away 15 minutes after the new one began to sign.
        """;

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/signing-keys", Handle)
        .Operation(nameof(AddSigningKey), "Exchange the key that signs tokens", Description, 409)
        .Produces<ListSigningKeys.Reply>(StatusCodes.Status201Created)
        .For(Audience.Operator)
        .Example(null, new ListSigningKeys.Reply([SigningKeyView.Example, SigningKeyView.Example with { File = "signing-0002.pem", Signs = false }]));

    private static IResult Handle(InstallationKeys keys)
    {
        if (!keys.Tokens.Add()) return Problem.Of(Refusal.Rule("identity.key_settling", ("seconds", (int)TokenKeys.Settling.TotalSeconds)));
        return IdentityReply.Of(new ListSigningKeys.Reply(SigningKeyView.Of(keys)), StatusCodes.Status201Created, "/api/v1/identity/signing-keys");
    }
}
