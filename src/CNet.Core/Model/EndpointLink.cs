namespace CNet;

/// <summary>A name that one sandbox alone knows another by: Docker's <c>--link NAME[:ALIAS]</c>.</summary>
/// <param name="Target">The name of the other: it need not exist yet, and the link follows its addresses.</param>
/// <param name="Alias">The name that the sandbox knows it by.</param>
public sealed record EndpointLink(string Target, string Alias)
{
    /// <summary>As it is written: NAME:ALIAS, or NAME where both are the same.</summary>
    public override string ToString() => Alias == Target ? Target : $"{Target}:{Alias}";
}
