using System.Management.Automation;

namespace CNet.Binding;

/// <summary>PowerShell's wildcards; one that is not whole is an error of CNet's kind.</summary>
internal static class Wildcards
{
    internal static bool IsMatch(string pattern, string text)
    {
        try
        {
            return new WildcardPattern(pattern, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant).IsMatch(text);
        }
        catch (WildcardPatternException damaged)
        {
            throw new CNetException(CNetError.NameInvalid, $"'{pattern}' is not a pattern: {damaged.Message}", pattern, "Close the bracket, or write `[ for the character itself.", damaged);
        }
    }
}
