using System.Globalization;
using System.Text.RegularExpressions;

namespace SuperResFarm.OperationsTests.Helm;

/// <summary>Works out what KEDA would of a pool's formula: sums, products, brackets, numbers and names of triggers.</summary>
internal sealed partial class Formula
{
    private readonly Queue<string> _tokens;
    private readonly Func<string, double> _trigger;

    private Formula(string text, Func<string, double> trigger)
    {
        (_tokens, _trigger) = (new(Tokens().Matches(text).Select(match => match.Value)), trigger);
        Assert.Equal(text.Replace(" ", "", StringComparison.Ordinal), string.Concat(_tokens));
    }

    /// <returns>The formula as a function of its triggers' values.</returns>
    public static Func<Func<string, double>, double> Of(string text) => trigger =>
    {
        var formula = new Formula(text, trigger);
        var result = formula.Sum();
        Assert.Empty(formula._tokens);
        return result;
    };

    private double Sum()
    {
        var result = Product();
        while (_tokens.TryPeek(out var next) && next == "+")
        {
            _tokens.Dequeue();
            result += Product();
        }
        return result;
    }

    private double Product()
    {
        var result = Factor();
        while (_tokens.TryPeek(out var next) && next == "*")
        {
            _tokens.Dequeue();
            result *= Factor();
        }
        return result;
    }

    private double Factor()
    {
        var token = _tokens.Dequeue();
        if (token != "(")
            return double.TryParse(token, CultureInfo.InvariantCulture, out var number) ? number : _trigger(token);
        var result = Sum();
        Assert.Equal(")", _tokens.Dequeue());
        return result;
    }

    [GeneratedRegex(@"[0-9.]+|[a-z]+|[-+*/()]")]
    private static partial Regex Tokens();
}
