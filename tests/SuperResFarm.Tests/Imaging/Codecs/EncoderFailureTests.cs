using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;

namespace SuperResFarm.Tests.Imaging.Codecs;

/// <summary>How the encoder ends when something else does not go well.</summary>
public sealed class EncoderFailureTests : IDisposable
{
    private static readonly PixelFormat _rgb = new(3, SampleDepth.Eight);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Tiff)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Avif)]
    public async Task Encode_ProducerFails_ThrowsItsFault(ImageFormat format)
    {
        var rows = new BandChannel(new PixelSize(640, 480), _rgb, capacity: 2);
        var encoding = EncodeAsync(rows, format, _folder["x"], CancellationToken.None);
        await rows.WriteAsync(Band.Allocate(_rgb, 640, 100), CancellationToken.None);
        rows.Complete(new TimeoutException("the device is stuck"));
        Assert.Equal("the device is stuck", (await Assert.ThrowsAsync<TimeoutException>(() => encoding)).Message);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Tiff)]
    [InlineData(ImageFormat.WebP)]
    public async Task Encode_CancelledWhileWaiting_EndsCancelledAndReleasesTheProducer(ImageFormat format)
    {
        using var stop = new CancellationTokenSource();
        var rows = new BandChannel(new PixelSize(640, 480), _rgb, capacity: 2);
        var encoding = EncodeAsync(rows, format, _folder["x"], stop.Token);
        await rows.WriteAsync(Band.Allocate(_rgb, 640, 100), CancellationToken.None);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => encoding);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rows.WriteAsync(Band.Allocate(_rgb, 640, 100), CancellationToken.None).AsTask());
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Tiff)]
    [InlineData(ImageFormat.WebP)]
    [InlineData(ImageFormat.Avif)]
    public void Encode_FullDisk_IsStorageFull(ImageFormat format)
    {
        var failure = Assert.Throws<FarmException>(() => Noise(120, 90).Write("/dev/full", new EncodeSettings { Format = format }));
        Assert.Equal(FailureCode.StorageFull, failure.Code);
    }

    [Fact]
    public void Encode_MissingFolder_IsOutputUnwritable()
    {
        var failure = Assert.Throws<FarmException>(() => Noise(8, 8).Write(_folder["absent/x.png"], new EncodeSettings { Format = ImageFormat.Png }));
        Assert.Equal(FailureCode.OutputUnwritable, failure.Code);
    }

    [Theory]
    [InlineData(ImageFormat.WebP, 16383)]
    [InlineData(ImageFormat.Jpeg, 65500)]
    [InlineData(ImageFormat.Avif, 16384)]
    public void Encode_LongestSide_IsWrittenAndOneMoreIsRefused(ImageFormat format, int side)
    {
        var settings = new EncodeSettings { Format = format };
        Picture.Pattern(side, 16, _rgb).Write(_folder["x"], settings);
        Assert.Equal(side, Picture.Read(_folder["x"]).Size.Width);
        var failure = Assert.Throws<FarmException>(() => ImageEncoder.CheckFits(new PixelSize(side + 1, 16), settings));
        Assert.Equal(FailureCode.OutputTooLarge, failure.Code);
        Assert.Contains("PNG or TIFF", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ImageFormat.Gif)]
    [InlineData(ImageFormat.Heic)]
    [InlineData(ImageFormat.Jxl)]
    public void CheckFits_FormatWeCannotWrite_IsRefused(ImageFormat format) => Assert.Equal(
        FailureCode.SettingsInvalid,
        Assert.Throws<FarmException>(() => ImageEncoder.CheckFits(new PixelSize(8, 8), new EncodeSettings { Format = format })).Code);

    private static Task EncodeAsync(BandChannel rows, ImageFormat format, string path, CancellationToken cancellationToken) =>
        Task.Run(() => ImageEncoder.Encode(rows, ImageMetadata.None, new EncodeSettings { Format = format }, path, cancellationToken), CancellationToken.None);

    private static Picture Noise(int width, int height)
    {
        var samples = new byte[width * height * 3];
        new Random(1).NextBytes(samples);
        return new Picture(new PixelSize(width, height), _rgb, samples);
    }
}
