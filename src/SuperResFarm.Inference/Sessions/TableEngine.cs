using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A network that looks at images and returns no image: ready on all devices, one image at a time on each lane.</summary>
public sealed class TableEngine : IDisposable
{
    private readonly LanePool _pool;
    private readonly Dictionary<IProvider, InferenceSession> _sessions = [];
    private readonly string _name;

    private TableEngine(string name, LanePool pool) => (_name, _pool) = (name, pool);

    /// <summary>About the bytes that its sessions hold for weights.</summary>
    public long Bytes { get; private set; }

    /// <summary>Loads a network on every device.</summary>
    /// <exception cref="FarmException">The engine refuses the graph (<see cref="FailureCode.ModelInvalid"/>), or it does not fit into memory.</exception>
    public static TableEngine Load(Network network, LanePool pool) => Load(() => network, pool);

    /// <inheritdoc cref="Load(Network, LanePool)"/>
    /// <param name="open">Opens what to load; it is let go of before the engine takes its weights.</param>
    /// <param name="pool">The lanes.</param>
    internal static TableEngine Load(Func<Network> open, LanePool pool)
    {
        using var loader = new SessionLoader(open, SampleDepth.Eight, pool);
        var engine = new TableEngine(loader.Card.Name, pool);
        try
        {
            foreach (var provider in pool.Lanes.Select(lane => lane.Provider).Distinct())
            {
                engine._sessions[provider] = loader.Load(provider);
                engine.Bytes += loader.BytesOn(provider);
            }
            return engine;
        }
        catch (OnnxRuntimeException fault)
        {
            engine.Dispose();
            throw loader.FaultOf(fault, pool);
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }

    /// <summary>Waits for a free lane and lets the network look at an image.</summary>
    /// <param name="image">RGB, 8 bits.</param>
    /// <param name="read">Reads the answers, which are gone afterwards; by name.</param>
    /// <param name="busy">Told how long a lane was busy.</param>
    /// <param name="ct">Stops at once while waiting, and within a part of the network while running.</param>
    /// <exception cref="FarmException">OutOfMemory: the image does not fit; DeviceFailed: the device is of no more use; EngineFailed.</exception>
    public async Task<T> RunAsync<T>(Raster image, Func<IReadOnlyDictionary<string, OrtValue>, T> read, Action<TimeSpan> busy, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(image.Format, new PixelFormat(3, SampleDepth.Eight), nameof(image));
        using var lease = await _pool.LeaseAsync(ct);
        var lane = lease.Lane;
        // A thread of its own, as for tiles: native runs of seconds would starve the pool.
        return await Task.Factory.StartNew(() => Run(lane, image, read, busy, ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var session in _sessions.Values)
            session.Dispose();
    }

    private T Run<T>(Lane lane, Raster image, Func<IReadOnlyDictionary<string, OrtValue>, T> read, Action<TimeSpan> busy, CancellationToken ct)
    {
        using var options = new RunOptions();
        options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", lane.Provider.Arena);   // such runs are rare, and their shapes differ
        using var stop = ct.Register(() => options.Terminate = true);
        var session = _sessions[lane.Provider];
        try
        {
            using var input = OrtValue.CreateTensorValueFromMemory(image.Samples, [1, image.Size.Height, image.Size.Width, 3]);
            var result = default(T)!;   // the clock runs its work always
            var began = Stopwatch.GetTimestamp();
            lane.Clock.Run(() =>
            {
                using var answers = session.Run(options, session.InputNames, [input], session.OutputNames);
                result = read(session.OutputNames.Zip(answers).ToDictionary(answer => answer.First, answer => answer.Second));
            });
            busy(Stopwatch.GetElapsedTime(began));
            return result;
        }
        catch (OnnxRuntimeException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (OnnxRuntimeException fault)
        {
            throw EngineFaults.Of(fault, $"{image.Size} pixels with model '{_name}'", lane.Provider.Device);
        }
    }
}
