namespace CNet;

/// <summary>A driver that can hold its endpoints to rates: at their join, and whenever the rates of one that is joined change.</summary>
internal interface IRateDriver
{
    /// <summary>Holds an endpoint that is joined to the rates of its record, and lifts what it had beyond them.</summary>
    void ApplyRates(EndpointContext endpoint, string hostInterface, int hostInterfaceIndex);
}
