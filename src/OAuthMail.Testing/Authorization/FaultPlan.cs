namespace OAuthMail.Testing;

/// <summary>The faults that wait for the next requests to one endpoint.</summary>
public sealed class FaultPlan
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(ServerFault Fault, int Times)> _next = [];
    private ServerFault? _always;

    /// <summary>How many of the next requests will fail.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate) return _next.Sum(entry => entry.Times);
        }
    }

    /// <summary>Makes the next requests fail, after those that wait already.</summary>
    /// <param name="fault">What happens to them.</param>
    /// <param name="times">How many; one by default.</param>
    public void Next(ServerFault fault, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        lock (_gate) _next.AddLast((fault, times));
    }

    /// <summary>Makes every request fail for which no other fault waits.</summary>
    /// <param name="fault">What happens to them.</param>
    public void Always(ServerFault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate) _always = fault;
    }

    /// <summary>Lets everything succeed again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _next.Clear();
            _always = null;
        }
    }

    internal ServerFault? Take()
    {
        lock (_gate)
        {
            if (_next.First is not { } first) return _always;
            var (fault, times) = first.Value;
            if (times == 1) _next.RemoveFirst();
            else first.Value = (fault, times - 1);
            return fault;
        }
    }
}
