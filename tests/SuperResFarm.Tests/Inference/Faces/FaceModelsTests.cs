using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Faces;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Providers;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Catalog;

namespace SuperResFarm.Tests.Inference.Faces;

public sealed class FaceModelsTests : IDisposable
{
    private readonly WarmNetworks _networks = new(new ModelLibrary([]), new LanePool(new CpuProvider(), 1));

    public void Dispose() => _networks.Dispose();

    [DataTheory]
    [InlineData(8_000_000_000, true)]
    [InlineData(1_000_000, false)]
    public void MakeRoomToParse_BesideTheParser_KeepsWhatFits(long budget, bool keeps)
    {
        using var models = new FaceModels(_networks, Settings("parity/parsenet_64.pth"));
        var tiles = new TilePlanner(budget);
        var faces = Faces();
        models.RestorerOf(faces, tiles);
        Assert.True(models.Restorer.Bytes > 0);
        models.MakeRoomToParse(faces, tiles);
        using var again = _networks.Rent(TestData.PathOf("parity/gfpgan_64.pth"), ModelTask.RestoreFace);
        Assert.Equal(keeps, ReferenceEquals(models.Restorer, again.Network));
        Assert.NotNull(models.Parser!.Tables);   // it is there all the time
    }

    [DataFact]
    public void MakeRoomToParse_WithoutParser_KeepsTheNetworks()
    {
        using var models = new FaceModels(_networks, Settings(parser: null));
        var tiles = new TilePlanner(1_000_000);
        models.RestorerOf(Faces(), tiles);
        models.MakeRoomToParse(Faces(), tiles);
        using var again = _networks.Rent(TestData.PathOf("parity/gfpgan_64.pth"), ModelTask.RestoreFace);
        Assert.Same(models.Restorer, again.Network);
    }

    private static List<Raster> Faces() => [Raster.Black(new(64, 64), new(3, SampleDepth.Eight))];

    private static FaceSettings Settings(string? parser) => new()
    {
        Model = TestData.PathOf("parity/gfpgan_64.pth"),
        Detector = TestData.PathOf("weights/detection_mobilenet0.25_Final.pth"),
        Parser = parser is null ? null : TestData.PathOf(parser),
        AcceptLicence = true,
    };
}
