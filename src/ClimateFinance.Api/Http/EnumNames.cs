using System.Text.Json;

namespace ClimateFinance.Api.Http;

/// <summary>Enums as the wire and the tables write them: camelCase names.</summary>
internal static class EnumNames
{
    public static string Wire<T>(this T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static T Read<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name, ignoreCase: true);
}
