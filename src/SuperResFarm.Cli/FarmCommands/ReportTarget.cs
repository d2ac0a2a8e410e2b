using SuperResFarm.Cli.Batch;
using SuperResFarm.Cli.Reporting;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.FarmCommands;

/// <summary>Where a report goes: a file that appears whole or not at all, or standard output.</summary>
internal sealed class ReportTarget : IAsyncDisposable
{
    /// <summary>Name of standard output.</summary>
    public const string StandardOutput = "-";

    private const int PieceBytes = 1 << 16;

    private readonly string _name;
    private readonly string? _final;
    private readonly string? _part;
    private readonly Stream _stream;
    private long _written;

    private ReportTarget(string name, string? final, string? part, Stream stream) => (_name, _final, _part, _stream) = (name, final, part, stream);

    /// <exception cref="FarmException">The file cannot be written.</exception>
    public static ReportTarget Open(string name) => Guarded(name, () =>
    {
        if (name == StandardOutput)
            return new ReportTarget(name, null, null, Console.OpenStandardOutput());
        // A device or a pipe is written to; only a file can be replaced.
        if (name.StartsWith("/dev/", StringComparison.Ordinal))
            return new ReportTarget(name, null, null, new FileStream(name, FileMode.Open, FileAccess.Write));
        var link = new FileInfo(name).LinkTarget is null ? null : File.ResolveLinkTarget(name, returnFinalTarget: true);
        var final = Path.GetFullPath(link?.FullName ?? name);
        if (Directory.Exists(final))
            throw new IOException("it is a folder.");
        Directory.CreateDirectory(Path.GetDirectoryName(final)!);
        var part = $"{final}.{Environment.ProcessId}.part";
        return new ReportTarget(name, final, part, new FileStream(part, FileMode.Create, FileAccess.Write));
    });

    /// <summary>Takes a report from its start; what an earlier try has left in a file is dropped.</summary>
    public async Task TakeAsync(Stream report, CancellationToken ct)
    {
        if (_part is not null)
            Guarded(_name, () =>
            {
                _stream.SetLength(0);
                return _stream.Position = 0;
            });
        else if (_written > 0)
            throw new CommandException(
                ExitCodes.Environment, $"The report broke off after {_written} bytes, and what has been written cannot be taken back: run the same again, or give a file with -o.");
        var piece = new byte[PieceBytes];
        while (await report.ReadAsync(piece, ct) is > 0 and var read)
        {
            try
            {
                await _stream.WriteAsync(piece.AsMemory(0, read), ct);
            }
            catch (IOException fault)
            {
                throw Unwritable(_name, fault);
            }
            _written += read;
        }
    }

    /// <summary>Gives the file its name, at once.</summary>
    public void Complete() => Guarded(_name, () =>
    {
        _stream.Dispose();
        if (_part is not null)
            File.Move(_part, _final!, overwrite: true);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (IOException)
        {
            // What could not be written was told when it happened.
        }
        if (_part is not null)
            File.Delete(_part);
    }

    // A fault of the disk must not pass for one of the network.
    private static T Guarded<T>(string name, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(name, fault);
        }
    }

    private static FarmException Unwritable(string name, Exception fault) =>
        FarmException.Rejected(FileFaults.OfResult(fault), $"The report cannot be written to '{name}': {fault.Message}", fault);
}
