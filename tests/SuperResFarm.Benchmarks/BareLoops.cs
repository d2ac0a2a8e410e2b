using Microsoft.ML.OnnxRuntime;
using SuperResFarm.Imaging.Tiles;
using SuperResFarm.Inference.Calibration;
using SuperResFarm.Inference.Sessions;

namespace SuperResFarm.Benchmarks;

/// <summary>Runs an engine's own sessions with nothing around them: a thread and one tile, bound once, for each lane.</summary>
internal sealed class BareLoops : IDisposable
{
    private readonly List<(InferenceSession Session, BoundBatch Tile)> _lanes = [];

    public BareLoops(OnnxEngine engine, TileShape shape)
    {
        var facts = new NetworkFacts(engine.Channels, engine.Scale, engine.Depth, TellsFinite: false);
        for (var lane = 0; lane < engine.Lanes; lane++)
        {
            var session = engine.Sessions[lane % engine.Sessions.Count];   // on the processor all lanes share one
            var tile = new BoundBatch(session, facts, shape, 1);
            ProbePicture.Fill(tile.Input(0), engine.Depth, engine.Channels, shape.Width, shape.Height);
            _lanes.Add((session, tile));
        }
    }

    public Task RunAsync(int runs) => Task.WhenAll(_lanes.Select(lane => Task.Factory.StartNew(
        () =>
        {
            using var options = new RunOptions();
            for (var run = 0; run < runs; run++)
                lane.Tile.Run(lane.Session, options);
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

    public void Dispose() => _lanes.ForEach(lane => lane.Tile.Dispose());
}
