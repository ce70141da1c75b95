using System.Management.Automation;

namespace CNet.Binding;

/// <summary>PowerShell's wildcards; one that is not whole is an error of CNet's kind.</summary>
internal static class Wildcards
{
    /// <summary>True where a pattern fits, in any case.</summary>
    internal static bool IsMatch(string pattern, string text) => IsMatch(pattern, text, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);

    /// <summary>True where a name or pattern is an interface's; their case counts.</summary>
    internal static bool IsInterface(string pattern, string link) => WildcardPattern.ContainsWildcardCharacters(pattern) ? IsMatch(pattern, link, WildcardOptions.None) : link == pattern;

    private static bool IsMatch(string pattern, string text, WildcardOptions options)
    {
        try
        {
            return new WildcardPattern(pattern, options).IsMatch(text);
        }
        catch (WildcardPatternException damaged)
        {
            throw new CNetException(CNetError.NameInvalid, $"'{pattern}' is not a pattern: {damaged.Message}", pattern, "Close the bracket, or write `[ for the character itself.", damaged);
        }
    }
}
