namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>Who may sign in, and with whose tokens. Section <c>Identity</c> of the configuration; all of it is optional.</summary>
public sealed class MarketIdentityOptions
{
    public const string Section = "Identity";

    /// <summary>Where the installation's secrets lie. Default: <c>climate-finance/keys</c> in the user's data folder; for root in <c>/var/lib</c>.</summary>
    public string? KeyFolder { get; init; }

    /// <summary>
    /// An OpenID Connect authority whose tokens are taken instead of our own. When set, nobody signs in here:
    /// <c>/identity/login</c>, <c>refresh</c> and the users' addresses say so.
    /// </summary>
    public string? Authority { get; init; }

    /// <summary>The audience that a token of <see cref="Authority"/> must name.</summary>
    public string Audience { get; init; } = TokenIssuer.Audience;

    /// <summary>Whether the authority's metadata must come over https. Off only for tests on one machine.</summary>
    public bool RequireHttpsMetadata { get; init; } = true;

    /// <summary>What the authority calls the claims that the marketplace reads.</summary>
    public ClaimNames Claims { get; init; } = new();

    /// <summary>
    /// Makes a one-time token for an operator at the start although there is one: for an installation whose operators cannot get in any more.
    /// Whoever may set this and read the key folder could as well change the database. Take it away afterwards.
    /// </summary>
    public bool OperatorToken { get; init; }

    /// <summary>Who signs in with a second factor.</summary>
    public SecondFactorOptions SecondFactor { get; init; } = new();

    /// <summary>Throws when a value makes no sense.</summary>
    /// <exception cref="IdentitySetupException">With the option's name.</exception>
    internal MarketIdentityOptions Checked()
    {
        if (KeyFolder is not null && !Path.IsPathFullyQualified(KeyFolder))
            throw new IdentitySetupException($"{Section}__KeyFolder must be an absolute path; given: {KeyFolder}.");
        if (Authority is not null && (!Uri.TryCreate(Authority, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http")))
            throw new IdentitySetupException($"{Section}__Authority must be an http(s) address; given: {Authority}.");
        if (Authority is not null && RequireHttpsMetadata && !Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
            throw new IdentitySetupException($"{Section}__Authority must begin with https:// unless {Section}__RequireHttpsMetadata is false.");
        if (string.IsNullOrWhiteSpace(Audience)) throw new IdentitySetupException($"{Section}__Audience must not be empty.");
        if (new[] { Claims.Subject, Claims.Role, Claims.Organisation, Claims.Region }.Any(string.IsNullOrWhiteSpace))
            throw new IdentitySetupException($"No name in {Section}__Claims may be empty.");
        return this;
    }

    /// <summary>Names of claims in the tokens of another authority.</summary>
    public sealed class ClaimNames
    {
        /// <summary>The user's stable id there.</summary>
        public string Subject { get; init; } = "sub";

        /// <summary>Whose value is <c>enterprise</c>, <c>bank</c>, <c>bureau</c> or <c>operator</c>; other values beside it are passed over.</summary>
        public string Role { get; init; } = "role";

        /// <summary>The enterprise's or bank's id in this marketplace.</summary>
        public string Organisation { get; init; } = "organisation";

        /// <summary>The bureau's region, GB/T 2260.</summary>
        public string Region { get; init; } = "region";
    }

    /// <summary>The second factor of people who sign in here.</summary>
    public sealed class SecondFactorOptions
    {
        /// <summary>Whether bureaus and operators sign in with one and not otherwise. Not set: in Production they do.</summary>
        public bool? Required { get; init; }
    }
}

/// <summary>The identity part cannot start, and a person can mend it: the message says how.</summary>
public sealed class IdentitySetupException(string message, Exception? inner = null) : Exception(message, inner);
