using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Tests.Imaging.Codecs;
using SuperResFarm.Training.Data;

namespace SuperResFarm.TrainingTests.Data;

public class ImageFolderTests
{
    [Fact]
    public void Read_GraySixteenBits_IsThreeEqualRoundedChannels()
    {
        using var temp = new TempFolder();
        var gray = new Raster(new(2, 1), new(1, SampleDepth.Sixteen), [0x80, 0x00, 0x00, 0x80]);   // 128 and 32768 of 65535
        File.WriteAllBytes(temp["gray.png"], RasterPng.Write(gray));
        Assert.Equal([0, 0, 0, 128, 128, 128], ImageFolder.Read(temp["gray.png"]).Samples);
    }

    [Fact]
    public void Read_DamagedFile_NamesIt()
    {
        using var temp = new TempFolder();
        File.WriteAllBytes(temp["bad.png"], [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]);
        Assert.Contains("bad.png", Assert.Throws<FarmException>(() => ImageFolder.Read(temp["bad.png"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_NoPictures_IsRefused()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["notes.txt"], "none");
        Assert.Equal(FailureCode.SourceMissing, Assert.Throws<FarmException>(() => ImageFolder.List(Path.GetDirectoryName(temp["notes.txt"])!)).Code);
    }
}
