using System.Text;
using SuperResFarm.Cli.Batch;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Cli.Reporting;

/// <summary>A file for the results of a long command: it is opened before the work, so that no work is lost for want of a place, and is there only when whole.</summary>
internal sealed class ResultFile : IDisposable
{
    private readonly string _option;
    private readonly string _path;
    private readonly string _part;
    private readonly FileStream _stream;

    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="path">A file that is made or replaced.</param>
    /// <exception cref="FarmException">It cannot be written.</exception>
    public ResultFile(string option, string path)
    {
        (_option, _path, _part) = (option, path, $"{path}.{Environment.ProcessId}.part");
        if (path.Length == 0 || Directory.Exists(path))
            throw FarmException.Rejected(FailureCode.OutputUnwritable, $"{option} '{path}': give the name of a file.");
        _stream = Try(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            return File.Create(_part);
        });
    }

    /// <summary>Writes all of it.</summary>
    /// <exception cref="FarmException">It cannot be written.</exception>
    public void Write(string content) => Write(Encoding.UTF8.GetBytes(content));

    /// <inheritdoc cref="Write(string)"/>
    public void Write(ReadOnlyMemory<byte> content) => Try(() =>
    {
        _stream.Write(content.Span);
        _stream.Dispose();
        File.Move(_part, _path, overwrite: true);
        return true;
    });

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
            File.Delete(_part);
        }
        catch (IOException)
        {
            // Writing told the same.
        }
    }

    private T Try<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw FarmException.Rejected(FileFaults.OfResult(fault), $"{_option} '{_path}' cannot be written: {fault.Message}", fault);
        }
    }
}
