"""The contest of 2021, run through the services of the house: for trying the portal, and for proving it."""
