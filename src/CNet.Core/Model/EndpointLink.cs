namespace CNet;

/// <summary>A name that one sandbox alone knows another by: Docker's <c>--link NAME[:ALIAS]</c>.</summary>
/// <param name="Target">The name of the other: it need not exist yet, and the link follows its addresses.</param>
/// <param name="Alias">The name that the sandbox knows it by.</param>
public sealed record EndpointLink(string Target, string Alias)
{
    /// <summary>Reads NAME:ALIAS, or NAME alone.</summary>
    /// <exception cref="CNetException"><see cref="CNetError.NameInvalid"/>.</exception>
    public static EndpointLink Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split(':') switch
        {
            [var only] => new EndpointLink(only, only),
            [var target, var alias] => new EndpointLink(target, alias),
            _ => throw new CNetException(CNetError.NameInvalid, $"'{DomainName.Printable(text)}' is not a link.", text, "Write db:database, or db where both names are the same."),
        };
    }

    /// <summary>As it is written: NAME:ALIAS, or NAME where both are the same.</summary>
    public override string ToString() => Alias == Target ? Target : $"{Target}:{Alias}";
}
