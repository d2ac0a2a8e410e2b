using SuperResFarm.Cli.Batch;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Tells a log: a line for each image that has ended. Failures go to standard error.</summary>
internal sealed class PlainLines(int total, bool verbose) : IBatchObserver
{
    private readonly Lock _writing = new();

    public void Started(WorkItem item)
    {
    }

    public void Progressed(WorkItem item, UpscaleProgress progress)
    {
    }

    public void Ended(Outcome outcome)
    {
        lock (_writing)
        {
            (outcome.Error is null ? Console.Out : Console.Error).WriteLine(OutcomeLine.Of(outcome, total));
            foreach (var warning in OutcomeLine.WarningsOf(outcome))
                Console.Out.WriteLine(warning);
            if (verbose && outcome.Report is not null)
                Console.Out.WriteLine(OutcomeLine.DetailsOf(outcome));
        }
    }

    public void Completed(Summary summary) => SummaryTable.Write(summary);

    public void Dispose()
    {
    }
}
