namespace ClimateFinance.Api.Tests.Fuzz;

/// <summary>One request, as it can be sent again.</summary>
/// <param name="Number">Its place in the run.</param>
/// <param name="Caller">A column of the access matrix.</param>
/// <param name="Token">A token that is none, in the place of the caller's own.</param>
internal sealed record FuzzRequest(
    int Number, string Operation, string Method, string Address, string Caller, string? Token, string ContentType, byte[]? Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    public override string ToString()
    {
        var body = Body is null ? string.Empty : System.Text.Encoding.UTF8.GetString(Body);
        return $"#{Number} {Operation} {Method} {Address} by {Caller} {Token} [{string.Join("; ", Headers.Select(h => $"{h.Name}: {FuzzValues.Short(h.Value)}"))}] {ContentType} {(body.Length > 1_500 ? body[..1_500] + "…" : body)}";
    }
}
