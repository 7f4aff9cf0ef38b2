using ClimateFinance.Api.Http;
using ClimateFinance.Api.Http.Commands;
using ClimateFinance.Domain.Shared;
using ClimateFinance.Store;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>What was done to a user.</summary>
internal enum IdentityAct
{
    /// <summary>Came by an invitation and chose a password.</summary>
    Joined,

    /// <summary>Was invited to choose a new password.</summary>
    PasswordRenewalAsked,

    /// <summary>Chose a new password by an invitation.</summary>
    PasswordRenewed,

    /// <summary>Changed the password, knowing the old one.</summary>
    PasswordChanged,

    Deactivated,

    Reactivated,

    /// <summary>Every sign-in was ended.</summary>
    SignedOutEverywhere,

    /// <summary>Set a second factor, the first or another.</summary>
    SecondFactorSet,

    /// <summary>Does without a second factor.</summary>
    SecondFactorRemoved,

    /// <summary>Somebody else took the second factor away.</summary>
    SecondFactorReset,
}

/// <summary>The record of what was done to whom among the users: written with the deed or not at all, never changed.</summary>
internal sealed class IdentityActs(IdSource ids, TimeProvider time)
{
    /// <summary>The record of what a user did to itself.</summary>
    public Sql Own(IdentityAct act, Guid user) => new(
        "insert into identity_act (id, at, actor, organisation_id, act, user_id) select $1, $2, u.id::text, u.organisation_id, $3, u.id from market_user u where u.id = $4",
        ids.Next(), time.GetUtcNow(), act.Wire(), user);

    /// <summary>A statement that does and records: <paramref name="deed"/> is one CTE that returns the user's id as <c>user_id</c>, a row for each user it changed.</summary>
    public Sql With(string deed, Caller by, IdentityAct act, string? reason, params SqlArgument[] arguments)
    {
        var at = arguments.Length;
        return new Sql(
            $"""
            with done as ({deed}),
            told as (
                insert into identity_act (id, at, actor, organisation_id, act, user_id, reason)
                select ${at + 1}, ${at + 2}, ${at + 3}, ${at + 4}, ${at + 5}, user_id, ${at + 6} from done limit 1)
            select user_id from done
            """,
            [.. arguments, ids.Next(), time.GetUtcNow(), by.Actor, by.Organisation, act.Wire(), reason]);
    }
}
