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
        if (report.Plan.Faces is { } faces)
        {
            FarmMetrics.StageDuration.Record(faces.Elapsed.TotalSeconds, Tags.Stage("faces"));
            FarmMetrics.Faces.Add(faces.Synthesised ? faces.Faces.Count : 0, Tags.Model(faces.Model.Name));
        }
        FarmMetrics.Megapixels.Add(Megapixels(report.Plan.Source.Size), Tags.Direction("in"), model);
        FarmMetrics.Megapixels.Add(Megapixels(report.Plan.Output.Final), Tags.Direction("out"), model);
        FarmMetrics.TileEdge.Record(Math.Max(report.Plan.Tiles.Grid.Shape.Width, report.Plan.Tiles.Grid.Shape.Height), model);
        if (CostOf(DeviceSecondsOf(report)) is { } cost)
            FarmMetrics.Cost.Add(cost, model);
    }

    /// <returns>Seconds of devices that an image took: a lane counts as its share of its device, and the devices of a worker have equally many lanes.</returns>
    /// <param name="report">What was done.</param>
    public double DeviceSecondsOf(UpscaleReport report)
    {
        var uses = room.Uses.ToList();
        return report.Times.Infer.TotalSeconds * uses.Count / uses.Sum(use => use.Lanes);
    }

    /// <returns>What they cost; null: devices have no price.</returns>
    public double? CostOf(double deviceSeconds) => options.Value.DeviceHourPrice is > 0 and var price ? price / SecondsPerHour * deviceSeconds : null;

    private static double Megapixels(PixelSize size) => (double)size.Width * size.Height / 1e6;
}
