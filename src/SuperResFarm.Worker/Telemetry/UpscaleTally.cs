using Microsoft.Extensions.Options;
using SuperResFarm.Contracts.Telemetry;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Worker.Operation;

namespace SuperResFarm.Worker.Telemetry;

/// <summary>Counts what was done with an image, and what its device time costs.</summary>
internal sealed class UpscaleTally(EngineRoom room, IOptions<WorkerOptions> options)
{
    private const double SecondsPerHour = 3600;

    /// <summary>Counts an image that was enlarged.</summary>
    /// <param name="report">What was done.</param>
    /// <param name="asked">Name of the model that was asked for.</param>
    public void Count(UpscaleReport report, string asked)
    {
        var model = Tags.Model(asked);
        foreach (var (stage, took) in new[]
        {
            ("decode", report.Times.Decode), ("infer", report.Times.Infer), ("place", report.Times.Place), ("encode", report.Times.Encode),
        })
            FarmMetrics.StageDuration.Record(took.TotalSeconds, Tags.Stage(stage));
        FarmMetrics.Megapixels.Add(Megapixels(report.Plan.Source.Size), Tags.Direction("in"), model);
        FarmMetrics.Megapixels.Add(Megapixels(report.Plan.Output.Final), Tags.Direction("out"), model);
        FarmMetrics.TileEdge.Record(Math.Max(report.Plan.Tiles.Grid.Shape.Width, report.Plan.Tiles.Grid.Shape.Height), model);
        if (CostOf(report.Times.Infer) is > 0 and var cost)
            FarmMetrics.Cost.Add(cost, model);
    }

    // A lane's share of its device; the devices of a worker have equally many lanes.
    private double CostOf(TimeSpan lanes)
    {
        var uses = room.Uses.ToList();
        return options.Value.DeviceHourPrice / SecondsPerHour * lanes.TotalSeconds * uses.Count / uses.Sum(use => use.Lanes);
    }

    private static double Megapixels(PixelSize size) => (double)size.Width * size.Height / 1e6;
}
