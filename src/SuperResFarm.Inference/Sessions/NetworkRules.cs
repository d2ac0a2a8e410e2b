using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Sessions;

/// <summary>How networks are kept.</summary>
public sealed record NetworkRules
{
    /// <summary>About the bytes that the weights of all networks may take; a network in use stays, whatever it takes. No limit by default.</summary>
    public long KeptBytes { get; init; } = long.MaxValue;

    /// <summary>Gives the 16-bit form of a network, or the network itself where that would not be good enough; asked for devices that compute in half
    /// precision. By default whatever can be written in 16 bits is good enough.</summary>
    public Func<Network, Network> Halve { get; init; } = single => single.ToHalf().Half ?? single;

    /// <summary>Gives the memory of what did not fit at a sample depth. By default it lasts as long as the network is loaded.</summary>
    public Func<ModelCard, SampleDepth, ITileCeiling> CeilingOf { get; init; } = (_, _) => new TileCeiling();
}
