using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Upscaling;

namespace SuperResFarm.Cli.Reporting;

/// <summary>Writes one JSON line for each image that has ended, at once, so that a crash loses none.</summary>
internal sealed class ReportFile : IBatchObserver
{
    private readonly string _path;
    private readonly TextWriter _writer;

    public ReportFile(string path)
    {
        _path = path;
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            _writer = TextWriter.Synchronized(new StreamWriter(path) { AutoFlush = true });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(fault);
        }
    }

    public void Started(WorkItem item)
    {
    }

    public void Progressed(WorkItem item, UpscaleProgress progress)
    {
    }

    public void Ended(Outcome outcome)
    {
        try
        {
            _writer.WriteLine(CliJson.Line(ReportLine.Of(outcome)));
        }
        catch (IOException fault)
        {
            throw Unwritable(fault);
        }
    }

    public void Completed(Summary summary)
    {
    }

    public void Dispose()
    {
        try
        {
            _writer.Dispose();
        }
        catch (IOException)
        {
            // What is left is a line that could not be written, and that was told when it happened.
        }
    }

    private FarmException Unwritable(Exception fault) =>
        FarmException.Rejected(FileFaults.OfResult(fault), $"--report '{_path}' cannot be written: {fault.Message}", fault);
}
