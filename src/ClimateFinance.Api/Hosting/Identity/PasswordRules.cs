using ClimateFinance.Api.Http.Problems;

namespace ClimateFinance.Api.Hosting.Identity;

/// <summary>
/// What a password must be, by NIST SP 800-63B: long, and none of those that are tried first. No rule on kinds of characters and no age: both make
/// people choose worse ones.
/// </summary>
internal static class PasswordRules
{
    public const int Min = 12;

    /// <summary>A bound on what is hashed.</summary>
    public const int Max = 128;

    private const int ShortestNameThatTells = 4;

    /// <summary>
    /// What lists of stolen passwords are full of. One of these with digits and signs around it, however often repeated, is as bad.
    /// </summary>
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "password", "passwort", "passw", "passwordpassword", "mypassword", "yourpassword", "newpassword", "thepassword", "password1", "passphrase",
        "qwerty", "qwertyuiop", "qwertyuiopasdfghjkl", "qwertyuiopasdfghjklzxcvbnm", "asdfghjkl", "zxcvbnm", "qazwsx", "qazwsxedc", "qazwsxedcrfv",
        "admin", "administrator", "adminadmin", "root", "superuser", "operator", "welcome", "welcometo", "letmein", "letmeinnow", "changeme",
        "changemenow", "default", "secret", "topsecret", "iloveyou", "iloveyouforever", "iloveyousomuch", "woaini", "woainima", "woaiwojia",
        "sunshine", "princess", "football", "baseball", "basketball", "superman", "spiderman", "batman", "michael", "jennifer", "liverpool",
        "manchesterunited", "dragon", "monkey", "master", "shadow", "starwars", "pokemon", "trustno", "abcdef", "abcdefg", "abcdefgh",
        "beijing", "shanghai", "zhongguo", "china", "hebei", "handan", "hengshui", "shijiazhuang",
        "climate", "climatefinance", "finance", "bank", "marketplace",
    };

    /// <summary>Everything that is wrong with it, named by its field.</summary>
    public static IReadOnlyList<Flaw> FlawsOf(string field, string password, string userName)
    {
        if (password.Length is < Min or > Max) return [Flaw.Of(field, "user.password_length", ("min", Min), ("max", Max))];
        if (userName.Length >= ShortestNameThatTells && password.Contains(userName, StringComparison.OrdinalIgnoreCase))
            return [Flaw.Of(field, "user.password_has_name")];
        return IsCommon(password) ? [Flaw.Of(field, "user.password_common")] : [];
    }

    private static bool IsCommon(string password)
    {
        var lower = password.ToLowerInvariant();
        return IsRepetition(lower) || IsSequence(lower) || IsAroundAWord(lower);
    }

    /// <summary>One piece said over and over: aaaaaaaaaaaa, abc1abc1abc1.</summary>
    private static bool IsRepetition(string text)
    {
        for (var piece = 1; piece <= text.Length / 2; piece++)
        {
            var length = piece;
            if (text.Select((c, i) => c == text[i % length]).All(same => same)) return true;
        }

        return false;
    }

    /// <summary>Neighbours on the keyboard's rows of digits and letters in order, up or down: 123456789012, abcdefghijkl.</summary>
    private static bool IsSequence(string text) => Steps(text, 1) || Steps(text, -1);

    private static bool Steps(string text, int by)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var (before, now) = (text[i - 1], text[i]);
            var wraps = char.IsAsciiDigit(before) && char.IsAsciiDigit(now) && (before - '0' + by + 10) % 10 == now - '0';
            if (now != before + by && !wraps) return false;
        }

        return true;
    }

    private static bool IsAroundAWord(string text)
    {
        var core = text.Trim([.. text.Where(c => !char.IsLetter(c))]);
        var letters = string.Concat(core.Select(Plain).Where(char.IsLetter));
        var plain = string.Concat(text.Where(char.IsLetter));
        return (plain.Length == 0 && text.Distinct().Count() <= 4) || IsWord(letters) || IsWord(plain);

        static bool IsWord(string candidate)
        {
            if (Words.Contains(candidate)) return true;
            for (var piece = 3; piece <= candidate.Length / 2; piece++)
            {
                if (candidate.Length % piece == 0 && Words.Contains(candidate[..piece]) && IsRepetition(candidate)) return true;
            }

            return false;
        }
    }

    // As people write words to seem clever: p@ssw0rd.
    private static char Plain(char c) => c switch
    {
        '@' or '4' => 'a',
        '0' => 'o',
        '1' or '!' => 'i',
        '3' => 'e',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    };
}
