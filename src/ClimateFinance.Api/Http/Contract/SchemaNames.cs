namespace ClimateFinance.Api.Http.Contract;

/// <summary>
/// Names of schemas in the contract: a use case's <c>Request</c> and <c>Reply</c> carry the use case's name (<c>MakeOfferRequest</c>),
/// a page carries its item's (<c>PageOfDealRow</c>).
/// </summary>
internal static class SchemaNames
{
    public static string Of(Type type)
    {
        if (type.IsGenericType)
        {
            var arguments = string.Concat(type.GetGenericArguments().Select(Of));
            return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}Of{arguments}";
        }

        return type.DeclaringType is { } outer ? $"{Of(outer)}{type.Name}" : type.Name.EndsWith("Body", StringComparison.Ordinal) ? type.Name[..^4] : type.Name;
    }
}
