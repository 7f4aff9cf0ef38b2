using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClimateFinance.Domain.Shared;

namespace ClimateFinance.Store;

/// <summary>An event class, the name it is stored under and the category of the streams it lives in.</summary>
public sealed record EventKind(string Name, Type Type, string Category);

/// <summary>Turns the JSON of an old shape into the JSON of a newer one, by pinned name.</summary>
public sealed record Upcaster(string From, string To, Func<JsonObject, JsonObject> Change);

/// <summary>
/// The pinned names of all events. A stored name nobody knows is an error (<see cref="UnknownStoredEventException"/>), never skipped.
/// </summary>
public sealed class EventRegistry
{
    private readonly FrozenDictionary<string, EventKind> byName;
    private readonly FrozenDictionary<Type, EventKind> byType;
    private readonly FrozenDictionary<string, Upcaster> upcasters;

    public EventRegistry(IEnumerable<EventKind> kinds, IEnumerable<Upcaster>? upcasters = null)
    {
        var all = kinds.ToArray();
        byName = all.ToFrozenDictionary(k => k.Name, StringComparer.Ordinal);
        byType = all.ToFrozenDictionary(k => k.Type);
        this.upcasters = (upcasters ?? []).ToFrozenDictionary(u => u.From, StringComparer.Ordinal);
    }

    /// <summary>Every event of the domain.</summary>
    public static EventRegistry Domain { get; } = new(KindsIn(typeof(IEvent).Assembly));

    public IReadOnlyCollection<EventKind> Kinds => byName.Values;

    public EventKind Of(IEvent happened) =>
        byType.TryGetValue(happened.GetType(), out var kind) ? kind : throw new UnknownStoredEventException(happened.GetType().Name);

    public byte[] Write(IEvent happened) => JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), EventJson.Options);

    /// <summary>The event under a stored name, brought up to its newest shape.</summary>
    public IEvent Read(string name, ReadOnlySpan<byte> json)
    {
        if (upcasters.ContainsKey(name)) return ReadOld(name, json);
        if (!byName.TryGetValue(name, out var kind)) throw new UnknownStoredEventException(name);
        return (IEvent)(JsonSerializer.Deserialize(json, kind.Type, EventJson.Options) ?? throw new UnknownStoredEventException(name));
    }

    /// <summary>The events of an assembly: each class that is an <c>IEvent&lt;TState&gt;</c>, under its <see cref="EventNameAttribute"/>.</summary>
    public static IEnumerable<EventKind> KindsIn(Assembly assembly)
    {
        foreach (var type in assembly.GetTypes())
        {
            if (type.IsAbstract || !typeof(IEvent).IsAssignableFrom(type)) continue;
            var name = type.GetCustomAttribute<EventNameAttribute>()?.Name
                ?? throw new InvalidOperationException($"{type.Name} has no pinned event name.");
            yield return new EventKind(name, type, CategoryOf(type));
        }
    }

    private static string CategoryOf(Type type)
    {
        var state = type.GetInterfaces().Single(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEvent<>)).GetGenericArguments()[0];
        return (string)state.GetProperty(nameof(IState<>.Category), BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
    }

    private IEvent ReadOld(string name, ReadOnlySpan<byte> json)
    {
        var node = JsonNode.Parse(json)?.AsObject() ?? throw new UnknownStoredEventException(name);
        while (upcasters.TryGetValue(name, out var upcaster)) (node, name) = (upcaster.Change(node), upcaster.To);
        return Read(name, JsonSerializer.SerializeToUtf8Bytes(node));
    }
}

/// <summary>A stored event has a name that this version of the software does not know: it stops, it never skips.</summary>
public sealed class UnknownStoredEventException(string name) : Exception($"No event is registered under '{name}'.");
