using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Networks;

namespace SuperResFarm.Tests.Inference.Sessions;

public class SessionLoaderTests
{
    [Fact]
    public void NameOf_NetworksOfOneArchitecture_AreToldApart()
    {
        var card = SeededNetwork.Build().Card;
        string[] names =
        [
            SessionLoader.NameOf(card, SampleDepth.Eight), SessionLoader.NameOf(card, SampleDepth.Sixteen), SessionLoader.NameOf(card with { Precision = Precision.Half }, SampleDepth.Eight),
            SessionLoader.NameOf(card with { Sha256 = new string('0', 64) }, SampleDepth.Eight),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(names[0], SessionLoader.NameOf(SeededNetwork.Build().Card, SampleDepth.Eight));   // the next start finds what this one kept
    }

    [Fact]
    public void NameOf_ChecksumThatIsAPath_StaysAName()
    {
        var name = SessionLoader.NameOf(SeededNetwork.Build().Card with { Sha256 = "../../elsewhere" }, SampleDepth.Eight);
        Assert.Equal(Path.GetFileName(name), name);
    }
}
