using NetVips;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;

namespace SuperResFarm.Imaging.Decode;

/// <summary>
/// One source image: opening reads and checks its header, reading delivers upright rows from top to bottom while the file
/// is decoded. Used by one thread at a time.
/// </summary>
public sealed class ImageSource : IDisposable
{
    private readonly Source _source;
    private readonly Image _image;
    private readonly SampleConversion _conversion;
    private IRowStream? _rows;
    private int _nextRow;

    private ImageSource(Source source, Image image, ImageHeader header, SampleConversion conversion, ImageMetadata metadata)
    {
        (_source, _image, _conversion) = (source, image, conversion);
        (Header, Metadata) = (header, metadata);
    }

    /// <summary>What the header says.</summary>
    public ImageHeader Header { get; }

    /// <summary>Profile, EXIF and the like, ready for a result.</summary>
    public ImageMetadata Metadata { get; }

    /// <summary>Delivers colours under transparent pixels as they are stored, for comparing; by default networks are spared them. To be set before reading.</summary>
    internal bool KeepsHiddenColor { get; set; }

    /// <summary>Opens a file by its content and checks its header; no pixel is decoded.</summary>
    /// <param name="path">An existing file; its extension does not matter.</param>
    /// <param name="limits">What it may cost.</param>
    /// <exception cref="FarmException">
    /// SourceMissing, SourceUnreadable, SourceUnsupported, SourceCorrupt or SourceTooLarge; the message does not name the file.
    /// </exception>
    public static ImageSource Open(string path, ImageLimits limits)
    {
        VipsRuntime.EnsureStarted();
        var (format, quality, notes) = SourceFile.Identify(path, limits);
        using var remarks = VipsWarnings.Collect();
        Source? source = null;
        Image? image = null;
        try
        {
            source = Source.NewFromFile(path);
            image = SourceLoader.Load(source, format);
            var opened = FromImage(source, image, format, quality, limits, [.. notes, .. remarks.Messages.Select(remark => $"The decoder remarks: {remark}")]);
            (source, image) = (null, null);
            return opened;
        }
        catch (VipsException exception)
        {
            throw DecodeFailures.Decoder(format, exception, remarks.Messages);
        }
        finally
        {
            image?.Dispose();
            source?.Dispose();
        }
    }

    /// <summary>Reads and checks a header wherever its bytes come from; no pixel is decoded.</summary>
    /// <param name="source">The bytes; disposed of here.</param>
    /// <param name="format">What they are.</param>
    /// <param name="limits">What it may cost.</param>
    /// <exception cref="FarmException">As <see cref="Open"/>.</exception>
    internal static ImageHeader HeaderOf(Source source, ImageFormat format, ImageLimits limits)
    {
        using var remarks = VipsWarnings.Collect();
        Image? image = null;
        try
        {
            image = SourceLoader.Load(source, format);
            return FromImage(source, image, format, null, limits, []).Header;
        }
        catch (VipsException exception)
        {
            throw DecodeFailures.Decoder(format, exception, remarks.Messages);
        }
        finally
        {
            image?.Dispose();
            source.Dispose();
        }
    }

    /// <summary>Delivers the next rows. Rows may be skipped by asking for later ones; going back is not possible.</summary>
    /// <param name="firstRow">0 to <c>Header.Size.Height - rowCount</c>, not above a row already delivered.</param>
    /// <param name="rowCount">Rows to deliver, at least 1.</param>
    /// <param name="destination">Receives <c>rowCount</c> rows of <c>Header.Pixels</c>, interleaved; at least that long.</param>
    /// <exception cref="FarmException">SourceCorrupt: the damage shows only now. StorageFull: no room to turn a large image.</exception>
    public void ReadRows(int firstRow, int rowCount, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstRow, _nextRow);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rowCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, Header.Size.Height - firstRow);
        var rowBytes = Header.Pixels.RowBytes(Header.Size.Width);
        using var remarks = VipsWarnings.Collect();
        try
        {
            _rows ??= StartRows();
            for (; _nextRow < firstRow; _nextRow++)
                _rows.Read(destination[..rowBytes]);
            for (var row = 0; row < rowCount; row++, _nextRow++)
                _rows.Read(destination.Slice(row * rowBytes, rowBytes));
        }
        catch (VipsException exception)
        {
            throw DecodeFailures.Decoder(Header.Format, exception, remarks.Messages);
        }
    }

    /// <summary>Releases decoder, buffers and file.</summary>
    public void Dispose()
    {
        _rows?.Dispose();
        _image.Dispose();
        _source.Dispose();
    }

    private static ImageSource FromImage(Source source, Image image, ImageFormat format, int? quality, ImageLimits limits, IReadOnlyList<string> notes)
    {
        var stored = new PixelSize(image.Width, image.Height);
        var frames = image.Contains("n-pages") && image.Get("n-pages") is int pages ? Math.Max(1, pages) : 1;
        limits.CheckHeader(stored, frames);
        var conversion = SampleConversion.Plan(image);
        var orientation = Upright.Read(image);
        var turned = Upright.Turns(orientation);
        var metadata = ImageMetadata.From(image, turned, keepIcc: !conversion.FromCmyk);
        var header = new ImageHeader
        {
            Format = format,
            StoredSize = stored,
            Size = turned ? stored.Turned() : stored,
            Pixels = conversion.Delivered,
            Frames = frames,
            Orientation = orientation,
            HasIcc = metadata.Icc is not null,
            Interlaced = image.Contains("interlaced"),
            JpegQuality = quality,
            Warnings = Warnings(frames, conversion, notes),
        };
        return new ImageSource(source, image, header, conversion, metadata);
    }

    private static List<string> Warnings(int frames, SampleConversion conversion, IReadOnlyList<string> notes)
    {
        var warnings = new List<string>();
        if (frames > 1)
            warnings.Add($"The file has {frames} frames or pages; only the first is used.");
        if (conversion.Warning is { } warning)
            warnings.Add(warning);
        warnings.AddRange(notes);
        return warnings;
    }

    private IRowStream StartRows()
    {
        using var upright = Upright.Apply(_image, Header.Orientation);
        var rows = new DecodedRows(_conversion.Apply(upright), Header.Pixels.RowBytes(Header.Size.Width));
        return Header.Pixels.HasAlpha && !KeepsHiddenColor ? AlphaFill.Over(rows, Header.Size, Header.Pixels) : rows;
    }
}
