using NetVips;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

public class JpegQualityTests
{
    [Theory]
    [InlineData(5), InlineData(10), InlineData(30), InlineData(49), InlineData(50), InlineData(75), InlineData(89), InlineData(90), InlineData(95), InlineData(100)]
    public void Of_FileOfTheUsualEncoder_IsTheQualityItWasAskedFor(int quality)
    {
        Assert.Equal(quality, Of(Jpeg(quality)));
        Assert.Equal(quality, Of(Jpeg(quality, interlace: true)));
    }

    [Fact]
    public void Of_FillBytesAndStrangeSegmentsBefore_IsStillTold()
    {
        byte[] file = [.. Jpeg(40)[..2], 0xFF, 0xFF, 0xFF, 0xE5, 0, 4, 1, 2, 0xFF, 0xFE, 0, 2, .. Jpeg(40)[2..]];
        Assert.Equal(40, Of(file));
    }

    [Fact]
    public void Of_TablesOf16Bits_AreReadToo()
    {
        var table = Enumerable.Range(0, 64).SelectMany(_ => new byte[] { 1, 44 });   // 300, more than any table of 8 bits
        Assert.InRange(Of([0xFF, 0xD8, 0xFF, 0xDB, 0, 131, 0x10, .. table, 0xFF, 0xDA]) ?? 0, 1, 8);
    }

    [Fact]
    public void Of_LumaWithAnotherTable_FollowsTheFrame()
    {
        var (coarse, fine) = (Enumerable.Repeat((byte)200, 64), Enumerable.Repeat((byte)1, 64));
        byte[] tables = [0xFF, 0xD8, 0xFF, 0xDB, 0, 132, 0, .. fine, 2, .. coarse];
        byte[] frame = [0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 2, 0xFF, 0xDA];
        Assert.Equal(100, Of([.. tables, 0xFF, 0xDA]));
        Assert.InRange(Of([.. tables, .. frame]) ?? 0, 1, 15);
    }

    [Fact]
    public void Of_TableOfZeros_IsNotKnown() => Assert.Null(Of([0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. new byte[64], 0xFF, 0xDA]));

    [Theory]
    [InlineData("")]
    [InlineData("FFD8")]
    [InlineData("FFD8FFDB")]
    [InlineData("FFD8FFDB0000")]
    [InlineData("FFD8FFDB0043000102")]
    [InlineData("FFD8FFDB00050001021234FFDA")]
    [InlineData("FFD8FFE0FFFF00")]
    [InlineData("FFD8FFDA0002")]
    [InlineData("89504E470D0A1A0A")]
    public void Of_DamagedOrOtherFile_IsNotKnown(string hex) => Assert.Null(Of(Convert.FromHexString(hex)));

    [Fact]
    public void Of_ManyBytesOfNothing_EndsSoon()
    {
        var file = new byte[4 << 20];
        Array.Fill(file, (byte)0xFF);
        file[1] = 0xD8;
        Assert.Null(Of(file));
    }

    [DataFact]
    public void Open_HostileFiles_HaveAQualityOnlyWhereTheyAreJpeg()
    {
        foreach (var path in Directory.EnumerateFiles(TestData.PathOf("hostile"), "*.jpg"))
            using (var file = File.OpenRead(path))
                Assert.True(JpegQuality.Of(file) is null or (>= 1 and <= 100), path);
        using var jpeg = ImageSource.Open(TestData.PathOf("hostile/exif_3.jpg"), new ImageLimits());
        using var png = ImageSource.Open(TestData.PathOf("hostile/rgb16.png"), new ImageLimits());
        Assert.NotNull(jpeg.Header.JpegQuality);
        Assert.Null(png.Header.JpegQuality);
    }

    private static int? Of(byte[] file) => JpegQuality.Of(new MemoryStream(file));

    private static byte[] Jpeg(int quality, bool interlace = false)
    {
        VipsRuntime.EnsureStarted();
        using var image = Image.Gaussnoise(48, 40, mean: 128, sigma: 40).Cast(Enums.BandFormat.Uchar);
        return image.JpegsaveBuffer(q: quality, interlace: interlace);
    }
}
