using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace SuperResFarm.Imaging.Buffers;

/// <summary>Hands the rows of one image from one producer to one reader, band by band, top to bottom.</summary>
/// <param name="size">Size of the whole image.</param>
/// <param name="format">Layout of the samples.</param>
/// <param name="capacity">Bands that may wait, at least 1; more make the producer wait.</param>
public sealed class BandChannel(PixelSize size, PixelFormat format, int capacity)
{
    private readonly Channel<Band> _bands = Channel.CreateBounded<Band>(capacity);
    private volatile Exception? _fault;
    private int _rowsWritten;

    /// <summary>Size of the whole image.</summary>
    public PixelSize Size => size;

    /// <summary>Layout of the samples.</summary>
    public PixelFormat Format => format;

    /// <summary>What the producer gave to <see cref="Complete"/>, or why the reader gave up; null while all is well.</summary>
    public Exception? Fault => _fault;

    /// <summary>Hands on the next rows; the band belongs to the reader from here on, also when this throws.</summary>
    /// <param name="band">The next whole rows of the image.</param>
    /// <param name="cancellationToken">Ends the wait for room.</param>
    /// <exception cref="ArgumentException">The band has another row length, or more rows than the image has left.</exception>
    /// <exception cref="Exception">The reader gave up: its own fault is thrown here too.</exception>
    public async ValueTask WriteAsync(Band band, CancellationToken cancellationToken)
    {
        try
        {
            if (band.RowBytes != format.RowBytes(size.Width) || band.Rows > size.Height - _rowsWritten)
                throw new ArgumentException($"A band of {band.Rows} rows does not follow row {_rowsWritten} of a {size} image.", nameof(band));
            await _bands.Writer.WriteAsync(band, cancellationToken);
            _rowsWritten += band.Rows;
        }
        catch (Exception exception)
        {
            band.Dispose();
            if (exception is ChannelClosedException && _fault is { } fault)
                ExceptionDispatchInfo.Throw(fault);
            throw;
        }
    }

    /// <summary>Says that no rows follow. The producer calls it once, whatever happened.</summary>
    /// <param name="fault">Null when the image is complete; otherwise what the reader shall throw, at once and before any waiting band.</param>
    public void Complete(Exception? fault)
    {
        if (fault is null && _rowsWritten < size.Height)
            fault = new InvalidOperationException($"The producer ended after {_rowsWritten} of {size.Height} rows.");
        Close(fault);
    }

    /// <summary>Waits for the next band on the calling thread. The caller disposes the band.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The next band, or null after the last.</returns>
    /// <exception cref="Exception">The fault given to <see cref="Complete"/>.</exception>
    public Band? Read(CancellationToken cancellationToken)
    {
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_fault is { } fault)
                ExceptionDispatchInfo.Throw(fault);
            if (_bands.Reader.TryRead(out var band))
                return band;
        }
        while (WaitForMore(cancellationToken));
        return null;
    }

    /// <summary>The reader wants no more: waiting bands are freed, the producer's next write throws.</summary>
    /// <param name="reason">Why the reader gave up, or null after a complete read.</param>
    public void Abandon(Exception? reason)
    {
        Close(reason);
        while (_bands.Reader.TryRead(out var band))
            band.Dispose();
    }

    // The reader is a native encoder thread that can only block.
    private bool WaitForMore(CancellationToken cancellationToken) =>
        _bands.Reader.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult();

    private void Close(Exception? fault)
    {
        if (fault is not null)
            Interlocked.CompareExchange(ref _fault, fault, null);
        _bands.Writer.TryComplete(fault);
    }
}
