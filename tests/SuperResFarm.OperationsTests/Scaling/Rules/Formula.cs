using System.Globalization;

namespace SuperResFarm.OperationsTests.Scaling.Rules;

/// <summary>
/// A formula of <c>scalingModifiers</c>: numbers, names of triggers, the four operations, parentheses, and <c>max</c>, <c>min</c>, <c>ceil</c>,
/// <c>floor</c>. KEDA knows more; what is not known here is refused and never guessed.
/// </summary>
internal sealed class Formula
{
    private readonly string _text;
    private readonly Func<Func<string, double>, double> _value;
    private int _at;

    private Formula(string text)
    {
        _text = text;
        _value = Sum();
        if (Peek() is { } rest)
            throw Wrong($"'{rest}' is not expected");
    }

    /// <param name="text">As in the ScaledObject.</param>
    /// <exception cref="FormatException">It is no formula.</exception>
    public static Formula Of(string text) => new(text);

    /// <returns>Its value.</returns>
    /// <param name="lengthOf">The value of a trigger, by its name.</param>
    public double Value(Func<string, double> lengthOf) => _value(lengthOf);

    public override string ToString() => _text;

    private Func<Func<string, double>, double> Sum() => Chain(Product, "+-");

    private Func<Func<string, double>, double> Product() => Chain(Factor, "*/");

    private Func<Func<string, double>, double> Chain(Func<Func<Func<string, double>, double>> part, string signs)
    {
        var value = part();
        while (Peek() is { } sign && signs.Contains(sign))
        {
            _at++;
            var (left, right) = (value, part());
            value = sign switch
            {
                '+' => of => left(of) + right(of),
                '-' => of => left(of) - right(of),
                '*' => of => left(of) * right(of),
                _ => of => left(of) / right(of),
            };
        }
        return value;
    }

    private Func<Func<string, double>, double> Factor()
    {
        switch (Peek())
        {
            case '(':
                _at++;
                var inner = Sum();
                Take(')');
                return inner;
            case '-':
                _at++;
                var negated = Factor();
                return of => -negated(of);
            case >= '0' and <= '9':
                var number = double.Parse(While(one => char.IsAsciiDigit(one) || one == '.'), CultureInfo.InvariantCulture);
                return _ => number;
            case { } first when char.IsAsciiLetter(first):
                var name = While(one => char.IsAsciiLetterOrDigit(one) || one == '_');
                return Peek() == '(' ? Call(name) : of => of(name);
            default:
                throw Wrong("a number, a name or a parenthesis is missing");
        }
    }

    private Func<Func<string, double>, double> Call(string name)
    {
        var values = new List<Func<Func<string, double>, double>>();
        do
        {
            _at++;
            values.Add(Sum());
        }
        while (Peek() == ',');
        Take(')');
        return name switch
        {
            "max" => of => values.Max(value => value(of)),
            "min" => of => values.Min(value => value(of)),
            "ceil" when values.Count == 1 => of => Math.Ceiling(values[0](of)),
            "floor" when values.Count == 1 => of => Math.Floor(values[0](of)),
            _ => throw Wrong($"{name} with {values.Count} values is unknown"),
        };
    }

    private char? Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        return _at < _text.Length ? _text[_at] : null;
    }

    private void Take(char one)
    {
        if (Peek() != one)
            throw Wrong($"'{one}' is missing");
        _at++;
    }

    private string While(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _text.Length && belongs(_text[_at]))
            _at++;
        return _text[start.._at];
    }

    private FormatException Wrong(string why) => new($"In the formula \"{_text}\", at {_at + 1}: {why}.");
}
