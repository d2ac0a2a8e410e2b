using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Messages;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Inference.Upscaling;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Inference.Upscaling;

public class DeblockChoiceTests
{
    [Theory]
    [InlineData("auto", "auto", false)]
    [InlineData("on", "on", false)]
    [InlineData("1", "on", false)]
    [InlineData("0.25", "0.25", false)]
    [InlineData("0", "0", true)]
    [InlineData("off", "off", true)]
    public void Parse_Choice_IsItself(string text, string spelled, bool off)
    {
        var choice = DeblockChoice.Parse(text);
        Assert.Equal((spelled, off), (choice.ToString(), choice.IsOff));
    }

    [Theory, InlineData("1.01"), InlineData("-0.1"), InlineData("NaN"), InlineData("yes"), InlineData(""), InlineData("1e0")]
    public void Parse_AnythingElse_SaysWhatThereIs(string text)
    {
        var fault = Assert.Throws<FarmException>(() => DeblockChoice.Parse(text));
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
        Assert.Contains("auto, on, off", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auto", 30, Fidelity.Psnr, 1.0)]
    [InlineData("auto", 74, Fidelity.Psnr, 1.0)]
    [InlineData("auto", 75, Fidelity.Psnr, null)]
    [InlineData("auto", null, Fidelity.Psnr, null)]
    [InlineData("auto", 30, Fidelity.Classical, null)]
    [InlineData("auto", 30, Fidelity.Perceptual, null)]
    [InlineData("on", null, Fidelity.Classical, 1.0)]
    [InlineData("0.5", 99, Fidelity.Perceptual, 0.5)]
    [InlineData("0", 10, Fidelity.Psnr, null)]
    [InlineData("off", 10, Fidelity.Psnr, null)]
    public void For_Image_DecidesByTablesAndTraining(string choice, int? quality, Fidelity fidelity, double? strength) =>
        Assert.Equal(strength, DeblockChoice.Parse(choice).For(Header(quality), SeededNetwork.Build().Card with { Fidelity = fidelity }));

    private static ImageHeader Header(int? quality) => new()
    {
        Format = ImageFormat.Jpeg,
        StoredSize = new(8, 8),
        Size = new(8, 8),
        Pixels = new(3, SampleDepth.Eight),
        Frames = 1,
        Orientation = 1,
        HasIcc = false,
        Interlaced = false,
        JpegQuality = quality,
        Warnings = [],
    };
}
