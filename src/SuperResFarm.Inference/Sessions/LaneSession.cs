using System.Diagnostics;
using System.Numerics;
using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Providers;

namespace SuperResFarm.Inference.Sessions;

/// <summary>A network on one lane: its session, and buffers that stay bound as long as the shape of the tiles stays.</summary>
/// <param name="session">The session; owned by whoever made it.</param>
/// <param name="provider">What runs it.</param>
/// <param name="facts">What the network takes and gives.</param>
/// <param name="smallest">The smallest tile the network takes.</param>
internal sealed class LaneSession(InferenceSession session, IProvider provider, NetworkFacts facts, TileShape smallest) : IDisposable
{
    private readonly Dictionary<int, BoundBatch> _bound = [];   // by number of tiles; all of one shape
    private readonly Lock _running = new();
    private TileShape? _shape;
    private bool _disposed;

    /// <summary>Runs tiles of one shape and answers each of them.</summary>
    /// <remarks>A part of a batch is cut into powers of two: each number of tiles is a shape of its own to the engine, and some devices search for the
    /// fastest kernels of each new one.</remarks>
    public void Run(IReadOnlyList<TileJob> jobs)
    {
        lock (_running)
            for (var begun = 0; begun < jobs.Count;)
            {
                var count = 1 << BitOperations.Log2((uint)(jobs.Count - begun));
                RunTogether([.. jobs.Skip(begun).Take(count)]);
                begun += count;
            }
    }

    /// <summary>Frees the buffers and lets go of memory that no run needs now.</summary>
    public void GiveBackMemory()
    {
        lock (_running)
            GiveUpMemory();
    }

    /// <summary>Runs tiles of whatever lies in their buffers, one at a time and up to a number together, so that no image waits for what the engine does at the first run of a shape.</summary>
    /// <exception cref="FarmException">They do not fit (<see cref="FailureCode.OutOfMemory"/>), or the engine failed.</exception>
    public void Warm(TileShape shape, int batch)
    {
        lock (_running)
            try
            {
                using var options = new RunOptions();
                for (var count = 1; count <= batch; count *= 2)
                    BoundFor(shape, count).Run(session, options);
            }
            catch (OnnxRuntimeException fault)
            {
                GiveUpMemory();
                throw EngineFaults.Of(fault, $"tiles of {shape}", provider.Device);
            }
    }

    /// <summary>Waits for a run that nobody wants any more, and frees the buffers.</summary>
    public void Dispose()
    {
        lock (_running)
        {
            _disposed = true;
            Unbind();
        }
    }

    private void RunTogether(IReadOnlyList<TileJob> jobs)
    {
        try
        {
            Answer(jobs);
        }
        catch (FarmException fault) when (fault.Code == FailureCode.OutOfMemory)
        {
            FarmMetrics.OutOfMemory.Add(1, Tags.Device(provider.Device.Label));
            GiveUpMemory();
            if (jobs.Count == 1)
                jobs[0].Fail(fault);
            else
                Run1By1(jobs);
        }
        catch (Exception fault)
        {
            foreach (var job in jobs)
                job.Fail(fault);
        }
    }

    private void Run1By1(IReadOnlyList<TileJob> jobs)
    {
        foreach (var job in jobs)
            RunTogether([job]);
    }

    private void Answer(IReadOnlyList<TileJob> jobs)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            var bound = BoundFor(jobs[0].Slot.Shape, jobs.Count);
            using var run = new TileRun();
            var began = Stopwatch.GetTimestamp();
            var wanted = jobs.Where((job, index) => job.Begin(run, bound.Input(index))).ToList();
            if (wanted.Count == 0)
                return;
            run.Leave();
            if (!facts.KeepsMemory)
                GiveBackAfter(run.Options);
            RunBound(bound, run);
            if (run.Abandoned)
                return;
            Count(wanted);
            var busy = Stopwatch.GetElapsedTime(began) / wanted.Count;
            foreach (var (index, job) in jobs.Index())
                if (bound.IsFinite(index))
                    job.End(bound.Output(index), busy);
                else
                    job.Fail(new NotFiniteException());
        }
        catch (OnnxRuntimeException fault)
        {
            throw EngineFaults.Of(fault, jobs.Count == 1 ? $"a tile of {jobs[0].Slot.Shape}" : $"{jobs.Count} tiles of {jobs[0].Slot.Shape}", provider.Device);
        }
    }

    private void RunBound(BoundBatch bound, TileRun run)
    {
        try
        {
            bound.Run(session, run.Options);
        }
        catch (OnnxRuntimeException) when (run.Abandoned)
        {
            // Its tiles were told so already.
        }
    }

    private BoundBatch BoundFor(TileShape shape, int count)
    {
        if (shape != _shape)
        {
            Unbind();
            if (_shape is not null)
                Shrink();
            _shape = shape;
        }
        if (!_bound.TryGetValue(count, out var bound))
            _bound[count] = bound = new BoundBatch(session, facts, shape, count);
        return bound;
    }

    private void GiveUpMemory()
    {
        Unbind();
        _shape = null;
        try
        {
            Shrink();
        }
        catch (OnnxRuntimeException)
        {
            // Others hold what is left; the next run will tell.
        }
    }

    // The arena keeps what a shape needed, and a new shape cannot use all of it. It can be told to let go only at the
    // end of a run; the smallest run there is comes before the first one of the new shape.
    private void Shrink()
    {
        using var options = new RunOptions();
        GiveBackAfter(options);
        using var bound = new BoundBatch(session, facts, smallest, 1);
        bound.Input(0).Clear();
        bound.Run(session, options);
    }

    private void GiveBackAfter(RunOptions options) => options.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", provider.Arena);

    private void Unbind()
    {
        foreach (var bound in _bound.Values)
            bound.Dispose();
        _bound.Clear();
    }

    private void Count(List<TileJob> jobs)
    {
        FarmMetrics.BatchTiles.Record(jobs.Count, Tags.Device(provider.Device.Label));
        FarmMetrics.BatchImages.Record(jobs.DistinctBy(job => job.Slot.Owner).Count(), Tags.Device(provider.Device.Label));
    }
}
