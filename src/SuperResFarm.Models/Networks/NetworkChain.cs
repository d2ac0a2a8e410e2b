using System.Globalization;
using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Hashes;
using SuperResFarm.Models.Cards;
using SuperResFarm.Models.Onnx;
using SuperResFarm.Models.Onnx.Schema;

namespace SuperResFarm.Models.Networks;

/// <summary>A network that restores and one that enlarges what comes of it, as one graph: tiles, batches and plans need not know.</summary>
public static class NetworkChain
{
    private const string Prefix = "first/";

    /// <summary>Joins two networks.</summary>
    /// <param name="first">Returns images of the size it takes.</param>
    /// <param name="second">Any that takes images of 3 channels.</param>
    /// <param name="strength">How far the first goes, above 0 to 1: its result, or the mean of that and its source with this weight.</param>
    /// <exception cref="FarmException">One of them cannot be joined; the message says why.</exception>
    public static Network Of(Network first, Network second, double strength)
    {
        if (!(strength is > 0 and <= 1))
            throw FarmException.Rejected(FailureCode.SettingsInvalid, string.Create(CultureInfo.InvariantCulture, $"The strength {strength} is out of range; give more than 0, up to 1."));
        if (first.Card is not { Scale: 1, Channels: 3, SizeMultiple: 1, FixedSize: null } || !IsPlain(first))
            throw ModelRefusal.Because($"The model '{first.Card.Name}' cannot go before another one: it must take and return colour images of one size, in 32-bit floats.");
        if (second.Card.Channels != 3 || !IsPlain(second))
            throw ModelRefusal.Because($"No model can go before '{second.Card.Name}', which does not take colour images in 32-bit floats; leave deblocking off for it.");
        return new(Describe(first.Card, second.Card, strength), Join(first.Core, second.Core.Clone(), (float)strength));
    }

    private static bool IsPlain(Network network) => network.Card.Task == ModelTask.Upscale && NetworkLayouts.Of(network.Core.Graph) == NetworkLayout.PlanarFloat;

    private static ModelProto Join(ModelProto first, ModelProto second, float strength)
    {
        var (head, tail) = (first.Graph.Clone(), second.Graph);
        var prefix = Prefix;
        while (GraphNames.Taken(tail).Any(name => name.StartsWith(prefix, StringComparison.Ordinal)))
            prefix += Prefix;   // a chain of a chain
        GraphNames.Rename(head, GraphNames.All(head).Where(name => name.Length > 0).ToDictionary(name => name, name => prefix + name));
        foreach (var node in head.Node.Where(node => node.Name.Length > 0))
            node.Name = prefix + node.Name;

        var (input, output) = (head.Input[0].Name, head.Output[0].Name);
        var middle = new GraphBuilder("chain", [.. GraphNames.Taken(head), .. GraphNames.Taken(tail)]);
        if (strength < 1)
            output = middle.Node("Add", [input, middle.Node("Mul", [middle.Node("Sub", [output, input]), middle.Float("strength", strength)])]);
        var unit = middle.Node("Clip", [output, middle.Float("black", 0), middle.Float("white", 1)]);   // what the second was trained on

        GraphNames.Rename(tail, new Dictionary<string, string> { [tail.Input[0].Name] = unit });
        tail.Input[0].Name = input;
        NodeProto[] nodes = [.. head.Node, .. middle.Graph.Node, .. tail.Node];
        tail.Node.Clear();
        tail.Node.Add(nodes);
        tail.Initializer.Add(head.Initializer);
        tail.Initializer.Add(middle.Graph.Initializer);
        tail.ValueInfo.Clear();
        return second;
    }

    private static ModelCard Describe(ModelCard first, ModelCard second, double strength) => second with
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{first.Name}{(strength < 1 ? $"-{strength}" : "")}+{second.Name}"),
        ReceptiveFieldRadius = first.ReceptiveFieldRadius + second.ReceptiveFieldRadius,
        Sha256 = FileHash.Sha256(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{strength} of {first.Sha256}, then {second.Sha256}"))),
        Fidelity = first.Fidelity > second.Fidelity ? first.Fidelity : second.Fidelity,
        Licence = first.Licence == second.Licence ? first.Licence : $"{first.Licence ?? "unknown"} AND {second.Licence ?? "unknown"}",
        AutoHalo = null,
    };
}
