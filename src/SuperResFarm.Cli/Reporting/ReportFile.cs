using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Writes one JSON line for each image that has ended, at once, so that a crash loses none.</summary>
internal sealed class ReportFile : IBatchObserver
{
    private readonly TextWriter _writer;

    public ReportFile(string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            _writer = TextWriter.Synchronized(new StreamWriter(path) { AutoFlush = true });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"--report '{path}' cannot be written: {fault.Message}", fault);
        }
    }

    public void Started(WorkItem item)
    {
    }

    public void Progressed(WorkItem item, UpscaleProgress progress)
    {
    }

    public void Ended(Outcome outcome) => _writer.WriteLine(CliJson.Line(ReportLine.Of(outcome)));

    public void Completed(Summary summary)
    {
    }

    public void Dispose() => _writer.Dispose();
}
