namespace ClimateFinance.Api.Features.Persons;

/// <summary>Credit officers of banks and contacts of enterprises: outside the events, erasable.</summary>
internal static class PersonRoutes
{
    public static void MapPersons(this RouteGroupBuilder api)
    {
        AddOfficer.Map(api);
        ListOfficers.Map(api);
        AddContact.Map(api);
        ListContacts.Map(api);

        var persons = api.MapGroup("/persons").WithTags("Persons");
        GetPerson.Map(persons);
        ErasePerson.Map(persons);
        ExportPerson.Map(persons);
    }
}
