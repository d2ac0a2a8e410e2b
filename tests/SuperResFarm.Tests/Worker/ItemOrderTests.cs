using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Worker.Items;

namespace SuperResFarm.Tests.Worker;

public class ItemOrderTests
{
    [Theory]
    [InlineData(null, "a.png", ImageFormat.Png)]
    [InlineData(null, "a.JPEG", ImageFormat.Jpeg)]
    [InlineData("jpg", "a.jpeg", ImageFormat.Jpeg)]
    [InlineData("tif", "a", ImageFormat.Tiff)]
    [InlineData("webp", "a.v2", ImageFormat.WebP)]
    [InlineData(null, "a", null)]
    [InlineData(null, "a.bin", null)]
    public void Of_FormatAndTarget_DecideTheKind(string? format, string target, ImageFormat? kind) => Assert.Equal(kind, Order(format, target).Settings.Format);

    [Theory]
    [InlineData("png", "a.jpg", "contradict")]
    [InlineData("bmp", "a", "'bmp' cannot be written")]
    [InlineData("gif", "a", "'gif' cannot be written")]
    [InlineData("", "a", "'' cannot be written")]
    [InlineData(null, "a.gif", "cannot write Gif")]
    [InlineData(null, "a.heic", "cannot write Heic")]
    public void Of_KindThatCannotBe_IsRefused(string? format, string target, string says)
    {
        var fault = Assert.Throws<FarmException>(() => Order(format, target));
        Assert.Equal((FailureCode.SettingsInvalid, Disposition.Reject), (fault.Code, fault.Next));
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_WrongParameters_AllAreNamed()
    {
        var fault = Assert.Throws<FarmException>(() => Of(Items.Any.With(p => p with { Model = "../x", Quality = 0 })));
        Assert.Contains("model must", fault.Message, StringComparison.Ordinal);
        Assert.Contains("quality must", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("s3://bucket/../x")]
    [InlineData("http://bucket/x")]
    public void Of_AddressOutsideTheStore_IsRefused(string address)
    {
        Assert.Equal(FailureCode.AddressInvalid, Assert.Throws<FarmException>(() => Of(Items.Any with { Source = address })).Code);
        Assert.Equal(FailureCode.AddressInvalid, Assert.Throws<FarmException>(() => Of(Items.Any with { Target = address })).Code);
    }

    [Fact]
    public void Of_TargetIsTheSource_IsRefusedInEverySpelling()
    {
        var fault = Assert.Throws<FarmException>(() => Of(Items.Any with { Target = Items.Any.Source.Replace("s3:", "folder:", StringComparison.Ordinal) }));
        Assert.Equal((FailureCode.OutputUnwritable, Disposition.Reject), (fault.Code, fault.Next));
    }

    [Fact]
    public void Of_AllParameters_AreTaken()
    {
        var limits = new ImageLimits { MaxFrames = 3 };
        var settings = ItemOrder.Of(Items.Any.With(p => p with { OutWidth = 30, OutHeight = 20, DenoiseStrength = 0.5, Deblock = "0.25", EightOrientations = true, Quality = 70, Strip = true }), limits).Settings;
        Assert.Equal(("bicubic", 0.5, true, 70, true, limits), (settings.Model, settings.DenoiseStrength, settings.EightOrientations, settings.Quality, settings.Strip, settings.Limits));
        Assert.Equal(new DeblockChoice(DeblockKind.Always, 0.25), settings.Deblock);
        Assert.True(Of(Items.Any).Settings.Deblock.IsOff);
        Assert.Equal((30, 20, (double?)null), (settings.OutSize!.Value.Width, settings.OutSize.Value.Height, settings.OutScale));
    }

    private static ItemOrder Order(string? format, string target) => Of((Items.Any with { Target = "s3://bucket/out/" + target }).With(p => p with { Format = format }));

    private static ItemOrder Of(UpscaleItem item) => ItemOrder.Of(item, new ImageLimits());
}
