namespace OAuthMail.Diagnosis;

/// <summary>
/// Microsoft Entra's numeric codes (<see href="https://learn.microsoft.com/entra/identity-platform/reference-error-codes">its reference</see>).
/// Microsoft says that texts change, so only the numbers decide; a code that is not here leaves the decision to the standard's error.
/// </summary>
internal static class EntraErrorCatalogue
{
    private static readonly Dictionary<int, Problem> Rows = Build(
        (Problems.ClientSecretWrong, [7000215, 70002]),
        (Problems.ClientSecretExpired, [7000222]),
        (Problems.ClientUnknown, [700016, 700011]),
        (Problems.TenantUnknown, [90002, 90038, 900382, 900432, 90043]),
        (Problems.TenantRequired, [9001023, 50194, 9002332, 90019, 50059, 50128, 90124, 90130, 500208, 500207, 700005]),
        (Problems.ClientKindWrong, [700025, 7000218, 700084]),
        (Problems.ClientAssertionRefused, [700027, 700024, 700030, 50012, 50013, 500133, 50027]),
        (Problems.AdminConsentRequired, [90094, 90095, 90099, 650056, 650057, 65005, 90093]),
        (Problems.SignInBlocked, [53003, 53000, 53001, 53002, 53004, 53010, 53011, 530032, 530034, 530035, 500021, 500022, 50002, 500212, 500213, 50131, 1000031, 70001, 7000112]),
        (Problems.UserNotAdmitted, [50105, 50020, 50034, 51004, 16000, 50014, 90072, 50053, 50057, 50126, 50056, 80007, 80012]),
        (Problems.InteractionRequired, [50076, 50079, 50072, 50074, 50078, 50158, 65001, 65004, 9002341, 700020, 50139, 50058, 50097, 50187, 50155, 50140, 50199, 50055, 50144, 50135]),
        (Problems.RefreshTokenRefused, [50173, 50132, 50133, 50085, 50089, 70008, 700082, 70043]),
        (Problems.RequestLoop, [50196]),
        (Problems.ResourceUnknown, [500011, 50001, 650052, 650053, 650054]),
        (Problems.ScopeRefused, [70011, 28000, 700022, 28002, 28003, 700023]),
        (Problems.GrantRefused, [54005, 50147, 501491, 501481]),
        (Problems.RequestRefused, [50011, 900971, 500113, 70003, 70005, 70007, 700054, 70004, 900144, 9002313, 90014, 90013, 90023, 90100, 90056, 900561, 901002, 90027, 100007, 65002]),
        (Problems.DeviceCodeExpired, [70019, 70018, 90117, 90119, 90120, 90121]),
        (Problems.AuthorizationServerBusy, [50033, 50087, 50088, 50000, 70012, 90006, 90012, 90024, 90033, 90055, 90090, 40010, 80002, 80005, 80014]));

    /// <summary>The row of the first code that is known.</summary>
    public static Problem? Find(IReadOnlyList<int> codes)
    {
        foreach (var code in codes)
        {
            if (Rows.TryGetValue(code, out var problem)) return problem;
        }

        return null;
    }

    private static Dictionary<int, Problem> Build(params (Problem Problem, int[] Codes)[] groups)
    {
        var rows = new Dictionary<int, Problem>();
        foreach (var (problem, codes) in groups)
        {
            foreach (var code in codes) rows.Add(code, problem);
        }

        return rows;
    }
}
