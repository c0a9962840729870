namespace OAuthMail.Testing;

/// <summary>What goes wrong on demand, endpoint by endpoint.</summary>
public sealed class ServerFaults
{
    private readonly FaultPlan[] _plans = [.. Enum.GetValues<ServerEndpoint>().Select(_ => new FaultPlan())];

    internal ServerFaults()
    {
    }

    /// <summary>Faults of the authorization endpoint.</summary>
    public FaultPlan Authorization => this[ServerEndpoint.Authorization];

    /// <summary>Faults of the token endpoint.</summary>
    public FaultPlan Token => this[ServerEndpoint.Token];

    /// <summary>Faults of the device authorization endpoint; polls go to the token endpoint.</summary>
    public FaultPlan DeviceAuthorization => this[ServerEndpoint.DeviceAuthorization];

    /// <summary>Faults of the revocation endpoint.</summary>
    public FaultPlan Revocation => this[ServerEndpoint.Revocation];

    /// <summary>Faults of the metadata documents.</summary>
    public FaultPlan Discovery => this[ServerEndpoint.Discovery];

    /// <summary>The faults of an endpoint.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public FaultPlan this[ServerEndpoint endpoint] => _plans[(int)endpoint];

    /// <summary>Lets everything succeed again, everywhere.</summary>
    public void Clear()
    {
        foreach (var plan in _plans) plan.Clear();
    }
}
