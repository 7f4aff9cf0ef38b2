using System.Collections;
using System.Reflection;
using System.Text.Json;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Architecture.Tests;

/// <summary>
/// Makes a value of any event with every member filled, so that its sample shows the whole shape. The figures mean nothing; only their
/// place and form count.
/// </summary>
internal static class SampleMaker
{
    private static readonly JsonSerializerOptions Indented = new(EventJson.Options) { WriteIndented = true };

    public static string JsonOf(Type type) => JsonSerializer.Serialize(Make(type, type.Name), type, Indented) + "\n";

    private static object Make(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (Plain(type, name) is { } plain) return plain;
        if (type.GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IScalar<,>)) is { } scalar)
            return type.GetMethod("Hydrate", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [Make(scalar.GetGenericArguments()[1], name)])!;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            return new Dictionary<string, string>(StringComparer.Ordinal) { ["amountCny"] = "180000000.00" };
        return typeof(IEnumerable).IsAssignableFrom(type) ? MakeList(type, name) : MakeRecord(type);
    }

    private static object? Plain(Type type, string name) => type switch
    {
        _ when type == typeof(string) => name.ToLowerInvariant() switch
        {
            "uscc" => "91130499DEMX00065U",
            "region" or "bankregion" => "130481",
            "industry" => "C3120",
            "sha256" => new string('a', 64),
            _ => $"示例 {name}",
        },
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 12,
        _ when type == typeof(long) => 12L,
        _ when type == typeof(decimal) => 180_000_000.25m,
        _ when type == typeof(Guid) => new Guid("0196c1a4-5b6e-7c01-9d3e-2f1a6b7c8d90"),
        _ when type == typeof(DateOnly) => new DateOnly(2026, 12, 31),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 12, 31, 15, 59, 59, TimeSpan.Zero),
        _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!,
        _ => null,
    };

    private static object MakeList(Type type, string name)
    {
        var item = type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(item))!;
        list.Add(Make(item, name));
        return list;
    }

    private static object MakeRecord(Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First(c => !IsCopy(c, type));
        var made = constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, p.Name!))]);
        foreach (var property in type.GetProperties().Where(p => p.SetMethod is not null && constructor.GetParameters().All(q => q.Name != p.Name)))
            property.SetValue(made, Make(property.PropertyType, property.Name));
        return made;
    }

    private static bool IsCopy(ConstructorInfo constructor, Type type) =>
        constructor.GetParameters() is [{ } only] && only.ParameterType == type;
}
