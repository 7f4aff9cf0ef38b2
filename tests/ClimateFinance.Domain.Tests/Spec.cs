using System.Text.Json;
using ClimateFinance.Domain.Shared;
using Xunit;

namespace ClimateFinance.Domain.Tests;

/// <summary>Given these facts, when this command comes from this caller, then exactly these facts, or exactly this refusal and nothing else.</summary>
internal static class Spec
{
    public static Scenario<T> Given<T>(params IEnumerable<IEvent<T>> facts)
        where T : class, IState<T> => new(facts.Aggregate(T.Initial, T.Evolve));
}

internal sealed record Scenario<T>(T State)
    where T : class, IState<T>
{
    public Outcome<T> When(ICommand<T> command, Caller by, DateTimeOffset? at = null) =>
        new(State, T.Decide(State, command, new Circumstance(at ?? Some.Now, by)));
}

internal sealed record Outcome<T>(T Before, Decision<T> Decision)
    where T : class, IState<T>
{
    /// <summary>Exactly these facts in this order, and each one is a fact that the state can hold.</summary>
    public T Then(params IReadOnlyList<IEvent<T>> facts)
    {
        Assert.True(Decision.Refusal is null, $"Refused: {Decision.Refusal?.Code}");
        Assert.NotEmpty(facts);
        Assert.Equal(facts.Select(Told), Decision.Events.Select(Told));
        return Decision.Events.Aggregate(Before, T.Evolve);
    }

    /// <summary>Exactly this refusal and no fact. Returns its figures.</summary>
    public IReadOnlyDictionary<string, object?> Refused(RefusalKind kind, string code)
    {
        Assert.True(Decision.Refusal is not null, $"Not refused: {string.Join(", ", Decision.Events.Select(Told))}");
        Assert.Equal((kind, code), (Decision.Refusal.Kind, Decision.Refusal.Code));
        Assert.Empty(Decision.Events);
        return Decision.Refusal.Facts;
    }

    public void Refused(RefusalKind kind, string code, params ReadOnlySpan<(string Name, object? Value)> figures)
    {
        var facts = Refused(kind, code);
        foreach (var (name, value) in figures) Assert.Equal(value, facts[name]);
    }

    // Records compare lists by reference; what a fact tells is its type and its content, order included.
    private static string Told(IEvent<T> happened) => happened.GetType().Name + JsonSerializer.Serialize(happened, happened.GetType());
}
