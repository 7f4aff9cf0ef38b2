using System.Diagnostics.CodeAnalysis;

namespace ClimateFinance.Domain.Shared;

/// <summary>A value that passed its checks, or the reason it did not.</summary>
public readonly struct Validated<T>
{
    private readonly T? value;

    private Validated(T? value, Refusal? flaw) => (this.value, Flaw) = (value, flaw);

    /// <summary>The reason, null when the value is good.</summary>
    public Refusal? Flaw { get; }

    /// <summary>The value; reading it when there is a <see cref="Flaw"/> is a bug and throws.</summary>
    public T Value => Flaw is null ? value! : throw new InvalidOperationException($"No value: {Flaw.Code}.");

    public bool TryGet([NotNullWhen(true)] out T? good, [NotNullWhen(false)] out Refusal? flaw)
    {
        (good, flaw) = (value, Flaw);
        return Flaw is null;
    }

    public static implicit operator Validated<T>(T value) => new(value, null);

    public static implicit operator Validated<T>(Refusal flaw) => new(default, flaw);
}
