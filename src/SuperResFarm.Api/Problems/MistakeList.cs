using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;

namespace SuperResFarm.Api.Problems;

/// <summary>Collects what is wrong with a request, so that its sender learns of all of it at once.</summary>
internal sealed class MistakeList
{
    private const int MostShown = 100;

    private readonly List<MistakeBody> _mistakes = [];
    private FailureCode? _code;
    private int _more;

    /// <summary>Whether the list may be full of mistakes of one kind already, so that looking for more helps nobody.</summary>
    public bool IsLong => _mistakes.Count == MostShown;

    /// <summary>Notes a mistake.</summary>
    /// <param name="pointer">Where, as a JSON pointer.</param>
    /// <param name="detail">What is wrong there.</param>
    /// <param name="code">What kind of mistake; null: one of settings.</param>
    public void Add(string pointer, string detail, FailureCode code = FailureCode.SettingsInvalid)
    {
        // Of several kinds the first is told, but what may not be used goes before what is only misspelt.
        _code = _code is null || code == FailureCode.AddressForbidden ? code : _code;
        if (IsLong)
            _more++;
        else
            _mistakes.Add(new(pointer, detail));
    }

    /// <summary>Notes a mistake that was thrown.</summary>
    public void Add(string pointer, FarmException fault) => Add(pointer, fault.Message, fault.Code);

    /// <summary>Does something and notes what it refuses.</summary>
    /// <returns>What it gave; null: a mistake is noted.</returns>
    public T? Try<T>(string pointer, Func<T> work)
        where T : class
    {
        try
        {
            return work();
        }
        catch (FarmException fault) when (fault.Next == Disposition.Reject)
        {
            Add(pointer, fault);
            return null;
        }
    }

    /// <summary>Lets a request without mistakes pass.</summary>
    /// <exception cref="ProblemException">403 when something may not be used, else 422; with every mistake.</exception>
    public void ThrowIfAny()
    {
        if (_code is not { } code)
            return;
        var detail = _mistakes is [var one]
            ? $"{(one.Pointer.Length > 0 ? $"{one.Pointer}: " : "")}{one.Detail}" : $"The request has {_mistakes.Count + _more} mistakes; errors names them.";
        if (_more > 0)
            _mistakes.Add(new("", $"{_more} more mistakes are not shown."));
        throw new ProblemException(FaultMap.StatusOf(code), code.Spelled(), detail)
        {
            Errors = _mistakes,
        };
    }
}
