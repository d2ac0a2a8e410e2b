using System.Net;
using System.Net.Http.Headers;
using SuperResFarm.Cli.Reporting;

namespace SuperResFarm.Cli.Farm;

/// <summary>A file as the body of a request, streamed from disk.</summary>
internal sealed class FileContent : HttpContent
{
    private const int PieceBytes = 1 << 16;

    private readonly string _name;
    private readonly FileStream _file;
    private readonly long _length;

    /// <param name="name">What it is called in messages: <c>list 'images.csv'</c>.</param>
    /// <param name="path">File.</param>
    /// <param name="mediaType">What it is.</param>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public FileContent(string name, string path, string mediaType)
    {
        _name = name;
        _file = Guarded(() => new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan }));
        _length = _file.Length;   // lines that are added from now on belong to another submission
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>How much is sent: the length when it was opened.</summary>
    public long Bytes => _length;

    /// <summary>Is told of each piece that has gone out.</summary>
    public Action? PieceSent { get; set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var piece = new byte[PieceBytes];
        var left = _length;
        while (left > 0)
        {
            var wanted = piece.AsMemory(0, (int)Math.Min(left, piece.Length));
            var read = await Guarded(() => _file.ReadAsync(wanted, cancellationToken));
            if (read == 0)
                throw Unreadable(new EndOfStreamException("it has become shorter while it was read."));
            left -= read;
            await stream.WriteAsync(piece.AsMemory(0, read), cancellationToken);
            PieceSent?.Invoke();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _file.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<int> Guarded(Func<ValueTask<int>> read)
    {
        try
        {
            return await read();
        }
        catch (IOException fault)
        {
            throw Unreadable(fault);
        }
    }

    private FileStream Guarded(Func<FileStream> open)
    {
        try
        {
            return open();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(fault);
        }
    }

    // A fault of the disk must not pass for one of the network.
    private CommandException Unreadable(Exception fault) => new(ExitCodes.WrongUse, $"The {_name} cannot be read: {fault.Message}", fault);
}
