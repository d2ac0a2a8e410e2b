using SuperResFarm.Imaging.Buffers;

namespace SuperResFarm.Tests.Imaging.Buffers;

public class BandChannelTests
{
    private static readonly PixelFormat _gray = new(1, SampleDepth.Eight);

    [Fact]
    public async Task Read_BandsWritten_ArriveInOrderThenEnd()
    {
        var rows = new BandChannel(new PixelSize(2, 3), _gray, capacity: 4);
        await rows.WriteAsync(Filled(2, rows: 2, value: 7), CancellationToken.None);
        await rows.WriteAsync(Filled(2, rows: 1, value: 8), CancellationToken.None);
        rows.Complete(null);
        Assert.Equal("\a\a\a\a"u8.ToArray(), Read(rows));
        Assert.Equal("\b\b"u8.ToArray(), Read(rows));
        Assert.Null(rows.Read(CancellationToken.None));
    }

    [Fact]
    public async Task Write_ChannelFull_WaitsForTheReader()
    {
        var rows = new BandChannel(new PixelSize(2, 3), _gray, capacity: 1);
        await rows.WriteAsync(Filled(2, 1, 1), CancellationToken.None);
        var second = rows.WriteAsync(Filled(2, 1, 2), CancellationToken.None).AsTask();
        Assert.False(second.IsCompleted);
        rows.Read(CancellationToken.None)?.Dispose();
        await second;
    }

    [Fact]
    public async Task Read_ProducerFault_IsThrownBeforeWaitingBands()
    {
        var rows = new BandChannel(new PixelSize(2, 3), _gray, capacity: 4);
        await rows.WriteAsync(Filled(2, 1, 1), CancellationToken.None);
        rows.Complete(new TimeoutException("stuck"));
        Assert.Equal("stuck", Assert.Throws<TimeoutException>(() => rows.Read(CancellationToken.None)).Message);
    }

    [Fact]
    public async Task Read_ProducerEndsEarly_Throws()
    {
        var rows = new BandChannel(new PixelSize(2, 3), _gray, capacity: 4);
        await rows.WriteAsync(Filled(2, 1, 1), CancellationToken.None);
        rows.Complete(null);
        Assert.Contains("1 of 3", Assert.Throws<InvalidOperationException>(() => rows.Read(CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_ReaderGaveUp_ThrowsTheReadersFaultAlsoWhileWaiting()
    {
        var rows = new BandChannel(new PixelSize(2, 3), _gray, capacity: 1);
        await rows.WriteAsync(Filled(2, 1, 1), CancellationToken.None);
        var waiting = rows.WriteAsync(Filled(2, 1, 2), CancellationToken.None).AsTask();
        rows.Abandon(new TimeoutException("disk"));
        Assert.Equal("disk", (await Assert.ThrowsAsync<TimeoutException>(() => waiting)).Message);
        await Assert.ThrowsAsync<TimeoutException>(() => rows.WriteAsync(Filled(2, 1, 3), CancellationToken.None).AsTask());
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 4)]
    public async Task Write_BandThatDoesNotFit_IsRefusedAndReturned(int width, int height)
    {
        var rows = new BandChannel(new PixelSize(2, 3), _gray, capacity: 1);
        var band = Filled(width, height, 1);
        await Assert.ThrowsAsync<ArgumentException>(() => rows.WriteAsync(band, CancellationToken.None).AsTask());
        Assert.Throws<ObjectDisposedException>(() => band.Samples.Length);
    }

    private static byte[] Read(BandChannel rows)
    {
        using var band = rows.Read(CancellationToken.None);
        return band is null ? [] : band.Samples.ToArray();
    }

    private static Band Filled(int width, int rows, byte value)
    {
        var band = Band.Allocate(_gray, width, rows);
        band.Samples.Fill(value);
        return band;
    }
}
