using System.Text;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Tests.Imaging.Codecs;

public class FormatSnifferTests
{
    [Theory]
    [InlineData("FFD8FFE0", ImageFormat.Jpeg)]
    [InlineData("89504E470D0A1A0A", ImageFormat.Png)]
    [InlineData("474946383961", ImageFormat.Gif)]
    [InlineData("524946460000000057454250", ImageFormat.WebP)]
    [InlineData("49492A0008000000", ImageFormat.Tiff)]
    [InlineData("4D4D002A00000008", ImageFormat.Tiff)]
    [InlineData("49492B0008000000", ImageFormat.Tiff)]
    [InlineData("FF0A00", ImageFormat.Jxl)]
    [InlineData("0000000C4A584C20", ImageFormat.Jxl)]
    [InlineData("000000206674797061766966", ImageFormat.Avif)]
    [InlineData("00000020667479706D69663100000000617669666D696166", ImageFormat.Avif)]
    [InlineData("000000206674797068656963", ImageFormat.Heic)]
    public void Sniff_KnownSignature_NamesTheFormat(string head, ImageFormat format) =>
        Assert.Equal(format, FormatSniffer.Sniff(Convert.FromHexString(head)));

    [Theory]
    [InlineData("49492A0010000000435202", "a camera raw file")]
    [InlineData("424D00000000", "a BMP image")]
    [InlineData("", "an empty file")]
    [InlineData("000102030405", "no image")]
    [InlineData("FF0A00", "a JPEG XL image")]
    [InlineData("52494646000000004156492000", "no image")]
    public void Describe_Bytes_NamesWhatItIs(string head, string name) =>
        Assert.Equal(name, FormatSniffer.Describe(Convert.FromHexString(head)));

    [Theory]
    [InlineData("hello", "plain text")]
    [InlineData("<?xml version='1.0'?><svg/>", "an SVG document")]
    [InlineData("<?xml version='1.0'?><a/>", "an XML document")]
    [InlineData("<!doctype html><html>", "an HTML page")]
    [InlineData("%PDF-1.7", "a PDF document")]
    public void Describe_Text_NamesWhatItIs(string head, string name) =>
        Assert.Equal(name, FormatSniffer.Describe(Encoding.UTF8.GetBytes(head)));

    [Fact]
    public void Sniff_AnyCutOfAHead_NeverFails()
    {
        var head = new byte[64];
        for (var seed = 0; seed < 200; seed++)
        {
            new Random(seed).NextBytes(head);
            Assert.NotNull(FormatSniffer.Describe(head.AsSpan(0, seed % 64)));
        }
    }
}
