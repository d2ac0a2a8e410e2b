using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Models;

public class ActivationMemoryTests
{
    // 64 channels of four bytes: the convolution's answer and the two branches of the rewritten PReLU live together.
    [DataTheory]
    [InlineData("weights/realesr-animevideov3.pth", 3 * 64 * 4, 3 * 64 * 4 + 256)]
    [InlineData("weights/realesr-general-x4v3.pth", 3 * 64 * 4, 3 * 64 * 4 + 256)]
    public void BytesPerPixel_Compact_IsWhatItsWidestLayerNeeds(string file, double least, double most) =>
        Assert.InRange(new ModelLibrary([]).Open(TestData.PathOf(file)).ActivationBytesPerPixel!.Value, least, most);

    [Fact]
    public void BytesPerPixel_Bicubic_IsItsPhasesBeforeAndAfterTheShuffle() =>
        Assert.Equal(2 * 3 * 16 * 4, Resampling.Build("bicubic", 4).ActivationBytesPerPixel);
}
