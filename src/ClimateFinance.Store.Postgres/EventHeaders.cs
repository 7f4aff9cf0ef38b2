using System.Text.Json;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Store.Postgres;

/// <summary>What Marten has no column of its own for, kept in its headers: <c>{"role":…,"organisation":…,"policyVersion":…}</c>.</summary>
internal sealed record EventHeaders(Role Role, Guid? Organisation, int? PolicyVersion)
{
    public static byte[] Write(EventContext context) =>
        JsonSerializer.SerializeToUtf8Bytes(new EventHeaders(context.Role, context.Organisation, context.PolicyVersion), EventJson.Options);

    public static EventHeaders Read(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        // Read by hand: another writer of these tables may add headers of its own.
        return new EventHeaders(
            root.TryGetProperty("role", out var role) && Enum.TryParse<Role>(role.GetString(), ignoreCase: true, out var known) ? known : Role.System,
            root.TryGetProperty("organisation", out var organisation) && organisation.TryGetGuid(out var id) ? id : null,
            root.TryGetProperty("policyVersion", out var version) && version.TryGetInt32(out var number) ? number : null);
    }
}
