using SuperResFarm.Contracts.Failures;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Inference.Importing;
using SuperResFarm.Inference.Planning;
using SuperResFarm.Inference.Sessions;
using SuperResFarm.Models.Cards;

namespace SuperResFarm.Inference.Faces;

/// <summary>The networks that faces of one image need, loaded until disposed of, and their licences accepted.</summary>
internal sealed class FaceModels : IDisposable
{
    // Networks that take any size were made for so many places on each side of their coarsest level; more cost the square of the square.
    private const int CoarsestPlaces = 16;

    private readonly WarmNetworks _networks;
    private readonly FaceSettings _settings;
    private readonly List<NetworkLease> _leases = [];
    private readonly List<string> _terms = [];

    /// <exception cref="FarmException">A model is unknown or does something else, or terms are not accepted (<see cref="FailureCode.LicenceNotAccepted"/>).</exception>
    public FaceModels(WarmNetworks networks, FaceSettings settings)
    {
        (_networks, _settings) = (networks, settings);
        try
        {
            Restorer = Rent(settings.Model, ModelTask.RestoreFace);
            Detector = settings.Aligned ? null : Rent(settings.Detector, ModelTask.DetectFaces);
            Parser = settings.Parser is { } parser && !settings.Aligned ? Rent(parser, ModelTask.ParseFaces) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Restores.</summary>
    public WarmNetwork Restorer { get; }

    /// <summary>Finds; null for sources that are aligned faces.</summary>
    public WarmNetwork? Detector { get; }

    /// <summary>Tells parts apart; null when that is not wanted.</summary>
    public WarmNetwork? Parser { get; }

    /// <summary>Terms that were accepted.</summary>
    public IReadOnlyList<string> AcceptedTerms => _terms;

    /// <summary>Pixels on each side of an aligned face.</summary>
    public int Edge => Restorer.Card.FixedSize?.Width ?? CoarsestPlaces * Restorer.Card.SizeMultiple;

    /// <returns>What restores faces as they lie in memory, planned beside the networks and the faces themselves; loads the network.</returns>
    /// <exception cref="FarmException">The engine refuses it, or it does not fit into memory.</exception>
    public FaceRestorer RestorerOf(IReadOnlyList<Raster> faces, TilePlanner tiles)
    {
        var engine = Restorer.EngineFor(faces[0].Format.Depth);
        var held = new[] { Restorer, Detector, Parser }.Sum(network => network?.Bytes ?? 0);
        return new(engine, tiles.PlanWhole(RequestOf(Restorer, faces, engine.Lanes, held), Restorer.UsefulBatch, Restorer.UsefulLanes));
    }

    /// <summary>Lets go of the networks that have done their work where the parser needs the room: it takes as much as the restorer.</summary>
    public void MakeRoomToParse(IReadOnlyList<Raster> faces, TilePlanner tiles)
    {
        if (Parser is null)
            return;
        foreach (var done in _leases.Where(lease => lease.Network != Parser))
            done.Dispose();
        _networks.KeepAtMost(tiles.PlanWhole(RequestOf(Parser, faces, lanes: 1, heldBytes: 0), batch: 1, lanes: 1).SpareBytes);
    }

    // Beside the faces themselves.
    private PlanRequest RequestOf(WarmNetwork network, IReadOnlyList<Raster> faces, int lanes, long heldBytes)
    {
        var (size, shape) = (new PixelSize(Edge, Edge), NetworkShape.Of(network.Card, network.ActivationBytesPerPixel, scale: 1));
        return new(size, faces[0].Format, shape with { FixedSize = size }, Passes: faces.Count, Halo: 0, Core: 0, lanes)
        {
            HeldBytes = heldBytes + faces.Sum(face => (long)face.Samples.Length),
        };
    }

    /// <inheritdoc cref="FaceOrder.SpareBytes"/>
    public long SpareBytes { get; init; } = long.MaxValue;

    /// <inheritdoc/>
    public void Dispose()
    {
        _leases.ForEach(lease => lease.Dispose());
        _networks.KeepAtMost(SpareBytes);
    }

    private WarmNetwork Rent(string model, ModelTask task)
    {
        var lease = _networks.Rent(model, task);
        _leases.Add(lease);
        var card = lease.Network.Card;
        var (licence, accepted) = _networks.LicenceOf(model, card);
        if ((accepted ?? LicenceGate.Pass(card.Name, licence, _settings.AcceptLicence)) is { } terms && !_terms.Contains(terms))
            _terms.Add(terms);
        return lease.Network;
    }
}
