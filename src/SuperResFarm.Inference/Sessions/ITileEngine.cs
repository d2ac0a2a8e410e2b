using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A network that is loaded on a device and runs tiles of one sample depth.</summary>
public interface ITileEngine : IDisposable
{
    /// <summary>Output over input.</summary>
    int Scale { get; }

    /// <summary>Channels of the network: 1 or 3.</summary>
    int Channels { get; }

    /// <summary>Bits of a sample, in and out.</summary>
    SampleDepth Depth { get; }

    /// <summary>Tiles that run at the same time.</summary>
    int Lanes { get; }

    /// <summary>Waits for a free lane and fills <see cref="TileSlot.Output"/> from <see cref="TileSlot.Input"/>.</summary>
    /// <returns>The time the lane was busy with this tile.</returns>
    /// <exception cref="OperationCanceledException">Stopped; the running tile is abandoned, not finished.</exception>
    Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct);
}
