using SuperResFarm.Contracts.Failures;
using SuperResFarm.Inference.Importing;
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

    /// <inheritdoc/>
    public void Dispose() => _leases.ForEach(lease => lease.Dispose());

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
