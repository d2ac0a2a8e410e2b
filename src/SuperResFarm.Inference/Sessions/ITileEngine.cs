using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A network that is loaded and runs tiles of one sample depth.</summary>
public interface ITileEngine : IDisposable
{
    /// <summary>Output over input.</summary>
    int Scale { get; }

    /// <summary>Channels of the network: 1 or 3.</summary>
    int Channels { get; }

    /// <summary>Bits of a sample, in and out.</summary>
    SampleDepth Depth { get; }

    /// <summary>Runs at the same time.</summary>
    int Lanes { get; }

    /// <summary>Waits for a free lane and fills <see cref="TileSlot.Output"/> from <see cref="TileSlot.Input"/>.</summary>
    /// <returns>The time a lane was busy with this tile: its share of a batch.</returns>
    /// <exception cref="OperationCanceledException">Stopped: at once, whatever the lane still does; the slot is free again.</exception>
    /// <exception cref="FarmException">OutOfMemory: the tile does not fit; DeviceFailed: the device is of no more use; EngineFailed.</exception>
    Task<TimeSpan> RunAsync(TileSlot slot, CancellationToken ct);
}
