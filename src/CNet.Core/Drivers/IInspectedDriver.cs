using CNet.Lifecycle;

namespace CNet;

/// <summary>A driver that can say whether what it made for a network is still as it should be.</summary>
internal interface IInspectedDriver
{
    /// <summary>Reports every difference, and how it is put right. Changes nothing.</summary>
    void Inspect(NetworkContext network, Inspection inspection);
}
