using NetVips;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

public class VipsRuntimeTests
{
    [Fact]
    public void EnsureStarted_LoadersOffTheList_AreBlockedForTheWholeProcess()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+$", VipsRuntime.Version);
        var svg = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>"u8.ToArray();
        Assert.Throws<VipsException>(() => Image.NewFromBuffer(svg).Dispose());
        using var gray = Image.Black(8, 8);
        Assert.Throws<VipsException>(() => Image.PngloadBuffer(gray.PngsaveBuffer()).Dispose());
        using var source = Source.NewFromMemory(gray.PngsaveBuffer());
        using var allowed = Image.PngloadSource(source);
        Assert.Equal(8, allowed.Width);
    }

    [Fact]
    public void EnsureStarted_Threads_StayWithTheNetworks() => Assert.Equal(1, VipsRuntime.Concurrency);

    [Fact]
    public void CanRead_CommonFormats_AreAllThere()
    {
        Assert.All([ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif], f => Assert.True(CodecSupport.CanRead(f)));
        Assert.All([ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.WebP, ImageFormat.Tiff], f => Assert.True(CodecSupport.CanWrite(f)));
        Assert.False(CodecSupport.CanWrite(ImageFormat.Gif));
    }

    [Fact]
    public void FromExtension_AnyCase_FindsTheFormat()
    {
        Assert.Equal(ImageFormat.Jpeg, CodecSupport.FromExtension(".JPEG"));
        Assert.Null(CodecSupport.FromExtension(".bmp"));
    }
}
