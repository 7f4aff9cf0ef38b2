using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using ClimateFinance.Api.Hosting.Identity;
using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Bodies;
using ClimateFinance.Api.Http.Contract;
using ClimateFinance.Api.Http.Problems;
using ClimateFinance.Api.Http.Security;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;

namespace ClimateFinance.Api.Features.Identity;

/// <summary>POST /identity/token: OAuth 2.0 client credentials (RFC 6749 section 4.4), a form as every library sends it.</summary>
internal static class IssueClientToken
{
    private const string Description =
        """
        For systems of banks and enterprises. `grant_type` is `client_credentials`; the client's id and secret come in the form or as HTTP Basic, not both; `scope` may
        ask for less than the client has. The token acts for the client's organisation, for 15 minutes; there is no refresh token, ask again. Refusals
        carry RFC 6749's `error` beside our `code`.
        """;

    /// <summary>Names as RFC 6749 gives them.</summary>
    internal sealed record Request(
        [property: JsonPropertyName("grant_type")] string GrantType,
        [property: JsonPropertyName("client_id")] string? ClientId = null,
        [property: JsonPropertyName("client_secret")] string? ClientSecret = null,
        string? Scope = null);

    /// <summary>Names as RFC 6749 gives them.</summary>
    /// <param name="ExpiresIn">Seconds.</param>
    internal sealed record Reply(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        string Scope);

    public static void Map(RouteGroupBuilder identity) => identity.MapPost("/token", Handle)
        .Operation(nameof(IssueClientToken), "A token for a system", Description, 401, 409)
        .Produces<Reply>()
        .ForAnyone()
        .Example(
            new Request("client_credentials", ClientView.Example.ClientId.ToString(), ClientSecretReceipt.Example.ClientSecret, "read"),
            new Reply(TokenReply.Example.AccessToken, "Bearer", (int)TokenIssuer.Lifetime.TotalSeconds, "read"));

    private static async Task<IResult> Handle(Form form, ClientTokens tokens, HttpContext http, CancellationToken cancellation)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (form.Flaw is { } flaw) return Problem.OfToken(StatusCodes.Status400BadRequest, flaw, "invalid_request");
        if (form.Values.GrantType != "client_credentials") return Problem.OfToken(StatusCodes.Status400BadRequest, "token.grant_unsupported", "unsupported_grant_type");
        var (id, secret, scope) = (form.Values.ClientId, form.Values.ClientSecret, form.Values.Scope);
        var issued = Guid.TryParse(id, out var client) && !string.IsNullOrEmpty(secret) ? await tokens.IssueAsync(client, secret, scope, cancellation) : null;
        if (issued is null)
        {
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"climate-finance\"";
            return Problem.OfToken(StatusCodes.Status401Unauthorized, "token.client_refused", "invalid_client");
        }

        var (token, granted) = issued.Value;
        return granted.Length == 0
            ? Problem.OfToken(StatusCodes.Status400BadRequest, "token.scope_refused", "invalid_scope")
            : IdentityReply.Of(new Reply(token.Value, "Bearer", token.ExpiresInSeconds, granted));
    }

    /// <summary>The form, and the client of an Authorization header.</summary>
    internal sealed class Form : IEndpointParameterMetadataProvider
    {
        private static readonly string[] Known = ["grant_type", "client_id", "client_secret", "scope"];

        /// <summary>The code of what is wrong with it as a form; null when nothing is.</summary>
        public string? Flaw { get; private init; }

        public Request Values { get; private init; } = new(string.Empty);

        public static async ValueTask<Form?> BindAsync(HttpContext context, ParameterInfo parameter)
        {
            var given = QueryHelpers.ParseQuery(Encoding.UTF8.GetString((await RequestBody.BytesAsync(context)).Span));

            // RFC 6749 section 3.2: no parameter twice. One that we do not know is passed over, as section 3.2 says too.
            if (Known.Any(name => given.TryGetValue(name, out var values) && values.Count > 1)) return new Form { Flaw = "token.parameter_twice" };
            var (id, secret) = (Of("client_id"), Of("client_secret"));
            if (Basic(context.Request) is { } basic)
            {
                if (secret is not null) return new Form { Flaw = "token.two_ways" };
                (id, secret) = basic;
            }

            return new Form { Values = new Request(Of("grant_type") ?? string.Empty, id, secret, Of("scope")) };

            string? Of(string name) => given.TryGetValue(name, out var values) && !string.IsNullOrEmpty(values[0]) ? values[0] : null;
        }

        public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
            builder.Metadata.Add(new AcceptsMetadata(["application/x-www-form-urlencoded"], typeof(Request)));

        // RFC 6749 section 2.3.1: both are form-encoded before they are put together.
        private static (string Id, string Secret)? Basic(HttpRequest request)
        {
            var header = request.Headers.Authorization.ToString();
            if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
            var bytes = new byte[header.Length];
            if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var written)) return (string.Empty, string.Empty);
            var parts = Encoding.UTF8.GetString(bytes, 0, written).Split(':', 2);
            return parts.Length == 2 ? (Uri.UnescapeDataString(parts[0].Replace('+', ' ')), Uri.UnescapeDataString(parts[1].Replace('+', ' '))) : (string.Empty, string.Empty);
        }
    }
}
