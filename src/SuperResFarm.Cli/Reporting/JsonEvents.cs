using SuperResFarm.Cli.Batch;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Tells a machine on standard output: one JSON object with an <c>event</c> on each line.</summary>
internal sealed class JsonEvents(int total) : IBatchObserver
{
    private readonly TextWriter _out = TextWriter.Synchronized(Console.Out);

    public void Started(WorkItem item) =>
        _out.WriteLine(CliJson.Line(new { Event = "started", item.Number, Total = total, Input = item.Source, Output = item.Target }));

    public void Progressed(WorkItem item, UpscaleProgress progress) =>
        _out.WriteLine(CliJson.Line(new { Event = "progressed", item.Number, Tiles = progress.Done, Of = progress.Total, Faces = Counted(progress.FacesDone, progress), OfFaces = Counted(progress.Faces, progress) }));

    public void Ended(Outcome outcome) =>
        _out.WriteLine(CliJson.Line(new { Event = "ended", outcome.Item.Number, Item = ReportLine.Of(outcome) }));

    public void Completed(Summary summary) =>
        _out.WriteLine(CliJson.Line(new { Event = "completed", Summary = summary, Seconds = Math.Round(summary.Elapsed.TotalSeconds, 3) }));

    // Left out while no faces are restored.
    private static int? Counted(int faces, UpscaleProgress progress) => progress.Faces > 0 ? faces : null;

    public void Dispose() => _out.Flush();
}
