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
        var (size, format) = (new PixelSize(Edge, Edge), faces[0].Format);
        var engine = Restorer.EngineFor(format.Depth);
        var shape = NetworkShape.Of(Restorer.Card, Restorer.ActivationBytesPerPixel, engine.Scale) with { FixedSize = size };
        var request = new PlanRequest(size, format, shape, Passes: faces.Count, Halo: 0, Core: 0, engine.Lanes)
        {
            HeldBytes = new[] { Restorer, Detector, Parser }.Sum(network => network?.Bytes ?? 0) + faces.Sum(face => (long)face.Samples.Length),
        };
        return new(engine, tiles.PlanWhole(request, Restorer.UsefulBatch, Restorer.UsefulLanes));
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
